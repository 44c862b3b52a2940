import type { Delay, Fault, FaultPlan } from './fault.ts';

/** No call waits longer, whatever was drawn, milliseconds. */
const MAX_DELAY_MS = 60_000;
/** The 99th percentile of the standard normal distribution. */
const Z99 = 2.3263478740408408;

/** What happens to one call. `random` gives a number from 0 up to, not including, 1; it is asked only for what is left to chance. */
export function planFault(fault: Fault, random: () => number): FaultPlan {
  if (fault.kind !== 'latency') return fault;
  return { kind: 'latency', delayMs: drawDelayMs(fault.delayMs, random) };
}

function drawDelayMs(delay: Delay, random: () => number): number {
  if (typeof delay === 'number') return delay;
  if ('minMs' in delay) return delay.minMs + Math.floor(random() * (delay.maxMs - delay.minMs + 1));
  const sigma = Math.log(delay.p99Ms / delay.p50Ms) / Z99;
  return Math.min(MAX_DELAY_MS, Math.round(delay.p50Ms * Math.exp(sigma * standardNormal(random))));
}

/** Box and Muller, A note on the generation of random normal deviates, 1958. */
function standardNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
