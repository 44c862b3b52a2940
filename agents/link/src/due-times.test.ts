import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DueTimes, type Waiting } from './due-times.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const clock = { monotonicMs: () => performance.now(), wallMs: () => Date.now() };

function waiting(due: () => void): Waiting {
  return { earlier: null, later: null, queue: null, dueMs: 0, due };
}

/** Requests by name that wait `waitMs` from now, and what was told of them. */
function waitingRoom() {
  const times = new DueTimes(clock);
  const told: string[] = [];
  const enter = (name: string, waitMs: number): Waiting => {
    const one = waiting(() => told.push(`${name} after ${waitMs}`));
    times.add(one, waitMs, clock.monotonicMs());
    return one;
  };
  return { times, told, enter };
}

test('each is told at its time, whoever came before it and left, and with one timer for all of a kind', () => {
  const { told, enter } = waitingRoom();
  const first = enter('first', 2_000);
  vi.advanceTimersByTime(500);
  const second = enter('second', 2_000);
  enter('third', 2_000);
  enter('quick', 100);
  expect(vi.getTimerCount()).toBe(2);
  first.queue?.remove(first);
  vi.advanceTimersByTime(1_999);
  expect(told).toEqual(['quick after 100']);
  second.queue?.remove(second);
  vi.advanceTimersByTime(1);
  expect(told).toEqual(['quick after 100', 'third after 2000']);
  expect(vi.getTimerCount()).toBe(0);
});

test('one that waits again while it is told has its whole time anew', () => {
  const { times, told, enter } = waitingRoom();
  const again = waiting(() => enter('again', 2_000));
  times.add(again, 2_000, clock.monotonicMs());
  vi.advanceTimersByTime(1_000);
  enter('other', 2_000);
  vi.advanceTimersByTime(2_000);
  expect(told).toEqual(['other after 2000']);
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual(['other after 2000', 'again after 2000']);
});

test('one that throws holds up nobody behind it', () => {
  const { times, told, enter } = waitingRoom();
  const broken = waiting(() => {
    throw new Error('broken');
  });
  times.add(broken, 50, clock.monotonicMs());
  enter('other', 50);
  expect(() => vi.advanceTimersByTime(50)).toThrow('broken');
  vi.advanceTimersByTime(1);
  expect(told).toEqual(['other after 50']);
});

test('nothing is told inside the request that came first', async () => {
  vi.useRealTimers();
  const requests = new AsyncLocalStorage<string>();
  const inside = await new Promise((resolve) => {
    const one = waiting(() => resolve(requests.getStore() ?? 'nothing'));
    requests.run('the first request', () => new DueTimes(clock).add(one, 5, clock.monotonicMs()));
  });
  expect(inside).toBe('nothing');
});
