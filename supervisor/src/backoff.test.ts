import { expect, test } from 'vitest';
import { afterDeath, noDeaths } from './backoff.ts';

test('a process that dies again and again is started after half a second, then ever more rarely, up to ten seconds', () => {
  const delays: number[] = [];
  let backoff = noDeaths;
  for (let n = 0; n < 7; n += 1) {
    backoff = afterDeath(backoff, 100);
    delays.push(backoff.delayMs);
  }
  expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
});

test('one that lived for a while starts the count afresh', () => {
  const often = { deaths: 6, delayMs: 10_000 };
  expect(afterDeath(often, 29_999).delayMs).toBe(10_000);
  expect(afterDeath(often, 30_000)).toEqual({ deaths: 1, delayMs: 500 });
});
