import { performance } from 'node:perf_hooks';
import type { Clock } from '@hormesis/core/lease.ts';

/** The process's own clocks, milliseconds. */
export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
};
