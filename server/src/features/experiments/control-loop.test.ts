import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogger } from '../../platform/logging.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { ControlLoop } from './control-loop.ts';
import type { ExperimentPorts } from './ports.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A loop that has nothing to watch, and how many rounds it has begun. */
function countingLoop() {
  let rounds = 0;
  const query = async () => {
    rounds += 1;
    throw new Error('nobody to watch');
  };
  const loop = new ControlLoop({
    database: {
      query,
      transaction: async () => Promise.reject(new Error('none')),
      together: async () => Promise.reject(new Error('none')),
      close: async () => {},
    },
    ports: {} as ExperimentPorts,
    clock: { monotonicMs: () => Date.now(), wallMs: () => Date.now() },
    log: createLogger('silent'),
    metrics: createMetrics(),
    boot: 'boot',
    afterRound: async () => {},
  });
  return { loop, rounds: () => rounds };
}

test('it looks once a second, and twice while users fail, however many are told of', async () => {
  const { loop, rounds } = countingLoop();
  loop.start();
  await vi.advanceTimersByTimeAsync(2_990);
  expect(rounds()).toBe(3);
  loop.lookSoon();
  await vi.advanceTimersByTimeAsync(1);
  expect(rounds(), 'half a second has passed: at once').toBe(4);
  for (let told = 0; told < 9; told += 1) {
    await vi.advanceTimersByTimeAsync(50);
    loop.lookSoon();
  }
  expect(rounds(), 'not before').toBe(4);
  await vi.advanceTimersByTimeAsync(60);
  expect(rounds()).toBe(5);
  await vi.advanceTimersByTimeAsync(980);
  expect(rounds(), 'quiet again: once a second').toBe(5);
  await vi.advanceTimersByTimeAsync(30);
  expect(rounds()).toBe(6);
  await loop.stop();
});
