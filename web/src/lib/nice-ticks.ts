const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STEPS_MS = [1, 2, 5, 10, 15, 30]
  .flatMap((step) => [step * SECOND, step * MINUTE])
  .concat([HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR])
  .sort((a, b) => a - b);

/** Round numbers from `low` to `high`, at most about `count`: steps of 1, 2 or 5 times a power of ten. */
export function niceTicks(low: number, high: number, count: number): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((times) => times * power >= rough) ?? 10);
  return multiples(step, low, high);
}

/** Moments from `fromMs` to `toMs`, at most about `count`, at full seconds, minutes or hours. */
export function timeTicks(fromMs: number, toMs: number, count: number): number[] {
  if (!(toMs > fromMs)) return [fromMs];
  const rough = (toMs - fromMs) / Math.max(1, count);
  const step = STEPS_MS.find((each) => each >= rough) ?? 24 * HOUR * Math.ceil(rough / (24 * HOUR));
  return multiples(step, fromMs, toMs);
}

/** Computed from whole numbers: adding a step up again and again would end at 0.30000000000000004. */
function multiples(step: number, low: number, high: number): number[] {
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => (first + n) / (1 / step));
}
