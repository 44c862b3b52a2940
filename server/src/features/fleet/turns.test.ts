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

test('halts one after the other leave half of the time for reports and rules', async () => {
  const done: number[] = [];
  const turns = new Turns<number>(clock, 1, (items) => done.push(...items));
  let heldMs = 0;
  for (let halt = 0; halt < 100; halt += 1) {
    const { promise, resolve } = Promise.withResolvers<void>();
    turns.holdUntil(promise);
    if (turns.held) heldMs += 250;
    nowMs += 250;
    resolve();
    await immediate();
  }
  expect(heldMs).toBe(12_500);
});

test('halts that overlap hold for two seconds and no longer', async () => {
  const turns = new Turns<number>(clock, 1, () => {});
  const ends: (() => void)[] = [];
  for (let halt = 0; halt < 40; halt += 1) {
    const { promise, resolve } = Promise.withResolvers<void>();
    turns.holdUntil(promise);
    ends.push(resolve);
    nowMs += 100;
    if (halt >= 10) ends[halt - 10]?.();
    await immediate();
    if (halt >= 25) expect(turns.held, `after ${halt} halts`).toBe(false);
  }
});
