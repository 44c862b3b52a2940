import { expect, test } from 'vitest';
import { wordPlaces } from './word-places.ts';

const edge = (source: string, target: string) => ({ id: `${source}>${target}`, source, target });

test('two lines that arrive at the same service have their words apart', () => {
  const places = new Map([
    ['a', { x: 0, y: 0 }],
    ['b', { x: 0, y: 60 }],
    ['c', { x: 500, y: 30 }],
  ]);
  const found = wordPlaces([edge('a', 'c'), edge('b', 'c')], places);
  expect(found.size).toBe(2);
  expect(found.get('a>c')).not.toBe(found.get('b>c'));
});

test('no words stand on a service that a line passes behind', () => {
  const places = new Map([
    ['a', { x: 0, y: 0 }],
    ['between', { x: 330, y: 0 }],
    ['c', { x: 700, y: 0 }],
  ]);
  const part = wordPlaces([edge('a', 'c')], places).get('a>c') ?? 0;
  const x = 184 + part * (700 - 184);
  expect(x < 330 - 27 || x > 330 + 184 + 27).toBe(true);
});

test('a line without room for words has none', () => {
  const places = new Map([
    ['a', { x: 0, y: 0 }],
    ['b', { x: 200, y: 0 }],
  ]);
  expect(wordPlaces([edge('a', 'b')], places).size).toBe(0);
});
