import fc from 'fast-check';
import { expect, test } from 'vitest';
import { step } from '../graph/walk.ts';
import { NODE_HEIGHT, NODE_WIDTH, type Place, placeNewcomers } from './place-newcomers.ts';

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const grid = fc.record({ x: fc.integer({ min: 0, max: 4 }), y: fc.integer({ min: 0, max: 6 }) });
/** Places that do not overlap, as a layout gives them. */
const layout = fc
  .uniqueArray(grid, { minLength: names.length, maxLength: names.length, selector: ({ x, y }) => `${x} ${y}` })
  .map((cells) => new Map(cells.map(({ x, y }, n) => [names[n] ?? '', { x: x * 300, y: y * 90 }])));
const edges = fc.array(fc.record({ source: fc.constantFrom(...names), target: fc.constantFrom(...names) }), {
  maxLength: 12,
});

const overlap = (a: Place, b: Place) => Math.abs(a.x - b.x) < NODE_WIDTH && Math.abs(a.y - b.y) < NODE_HEIGHT;

test('whoever was there stays exactly where they were, and nobody is placed upon another', () => {
  fc.assert(
    fc.property(layout, layout, edges, fc.integer({ min: 1, max: names.length }), (before, fresh, calls, stay) => {
      const stayed = new Map([...before].slice(0, stay));
      const places = placeNewcomers(stayed, fresh, calls);
      expect([...places.keys()].sort()).toEqual(names);
      for (const [id, place] of stayed) expect(places.get(id)).toEqual(place);
      const all = [...places];
      for (const [id, place] of all)
        for (const [other, there] of all) expect(id !== other && overlap(place, there)).toBe(false);
    }),
  );
});

test('a newcomer appears beside whom it is called by, wherever that one stands now', () => {
  const places = placeNewcomers(
    new Map([['api', { x: 1_000, y: 500 }]]),
    new Map([
      ['api', { x: 0, y: 0 }],
      ['new', { x: 300, y: 40 }],
    ]),
    [{ source: 'api', target: 'new' }],
  );
  expect(places.get('new')).toEqual({ x: 1_300, y: 540 });
});

test('arrow keys walk along the calls and up and down a column', () => {
  const nodes = new Map(
    ['gateway', 'api', 'ratings', 'plans'].map((id) => [
      id,
      { id, kind: 'service' as const, name: id, instances: 1, places: [] },
    ]),
  );
  const edge = (source: string, target: string) => ({
    id: `${source}>http:${target}`,
    source,
    target,
    protocol: 'http',
    callGroups: [],
  });
  const graph = {
    nodes,
    edges: new Map(
      [edge('gateway', 'api'), edge('api', 'ratings'), edge('api', 'plans')].map((each) => [each.id, each]),
    ),
  };
  const places = new Map([
    ['gateway', { x: 0, y: 100 }],
    ['api', { x: 300, y: 100 }],
    ['ratings', { x: 600, y: 0 }],
    ['plans', { x: 600, y: 140 }],
  ]);
  const walk = (from: string, ...ways: ('left' | 'right' | 'up' | 'down')[]) =>
    ways.reduce<string | null>((at, way) => at && step(graph, places, at, way), from);
  expect(walk('gateway', 'right', 'right')).toBe('plans');
  expect(walk('plans', 'up')).toBe('ratings');
  expect(walk('ratings', 'left', 'left')).toBe('gateway');
  expect(walk('gateway', 'left')).toBeNull();
});
