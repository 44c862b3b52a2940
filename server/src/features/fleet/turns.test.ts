import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

let nowMs = 0;
const clock = { monotonicMs: () => nowMs, wallMs: () => nowMs };
const immediate = () => new Promise((resolve) => setImmediate(resolve));

test('while a halt is told no report is touched; afterwards they come in order, and others are heard in between', async () => {
  const done: number[] = [];
  const turns = new Turns<number>(clock, 2, (items) => {
    done.push(...items);
    nowMs += 60;
  });
  let over = () => {};
  turns.holdUntil(
    new Promise<void>((resolve) => {
      over = resolve;
    }),
  );
  for (const item of [1, 2, 3, 4, 5]) turns.add(item);
  await immediate();
  expect([done, turns.held]).toEqual([[], true]);
  over();
  await immediate();
  await immediate();
  expect(done, 'a slice that took its time is over').toEqual([1, 2]);
  for (let turn = 0; turn < 4; turn += 1) await immediate();
  expect(done).toEqual([1, 2, 3, 4, 5]);
});
