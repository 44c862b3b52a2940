import { expect, test } from 'vitest';
import { emptyDesign } from './design.ts';
import { Drafts } from './drafts.ts';

const DAY_MS = 86_400_000;

function store() {
  const kept = new Map<string, string>();
  return {
    kept,
    get length() {
      return kept.size;
    },
    key: (index: number) => [...kept.keys()][index] ?? null,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}
const draft = (id: string, keptAtMs: number) => ({ id, design: emptyDesign(id), title: id, yaml: null, keptAtMs });

test('each person finds the own unfinished designs, the newest first, for a month', () => {
  const browser = store();
  const ada = new Drafts('ada', browser);
  for (const [id, day] of [
    ['old', 0],
    ['first', 40],
    ['last', 50],
  ] as const)
    ada.write(draft(id, day * DAY_MS));
  expect(new Drafts('ben', browser).list(50 * DAY_MS)).toEqual([]);
  expect(ada.list(50 * DAY_MS).map(({ id }) => id)).toEqual(['last', 'first']);
  expect(ada.read('old')).toBeNull();
  expect(ada.read('last')?.design.path).toBe('last');
});

test('what nobody can read, and a browser that keeps nothing, are no reason to fail', () => {
  const browser = store();
  const ada = new Drafts('ada', browser);
  ada.write(draft('one', 0));
  for (const key of browser.kept.keys()) browser.kept.set(key, '{"design":');
  expect(ada.read('one')).toBeNull();
  const closed = {
    ...browser,
    setItem: () => {
      throw new Error('full');
    },
  };
  expect(new Drafts('ada', closed).write(draft('one', 0))).toBe(false);
});
