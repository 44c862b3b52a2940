import { expect, test } from 'vitest';
import { KeyedStore } from './keyed-store.ts';

test('of a thousand figures that are renewed, only those that changed are told', () => {
  const store = new KeyedStore<{ rate: number }>((a, b) => a.rate === b.rate);
  const figures = (changed: number) =>
    new Map(Array.from({ length: 1_000 }, (_, n) => [`${n}`, { rate: n === 7 ? changed : n }]));
  store.replace(figures(7));
  const untouched = store.get('8');
  const told: string[] = [];
  const stop = store.watch('7', () => told.push('7'));
  store.watch('8', () => told.push('8'));
  store.replace(figures(70));
  expect(told).toEqual(['7']);
  expect(store.get('7')).toEqual({ rate: 70 });
  expect(store.get('8')).toBe(untouched);
  stop();
  store.replace(new Map());
  expect(told).toEqual(['7', '8']);
  expect(store.get('8')).toBeUndefined();
});
