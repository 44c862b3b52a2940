import { poisson } from './random.ts';

/** Did the ways of today halt: a fixed threshold, and a classic test that is looked at again and again. */
export interface Today {
  readonly threshold: boolean;
  readonly mannWhitney: boolean;
}

interface Traffic {
  /** A second, on average: treatment, control, free. */
  readonly requests: readonly [number, number, number];
  readonly failing: readonly [number, number, number];
}

/** More than this share of treatment's requests within a minute failed. */
const THRESHOLD = 0.05;
const LOOKS_A_MINUTE = 6;
/** Two-sided 5 %. */
const NORMAL_975 = 1.959964;

/** The same traffic as people look at it today, every ten seconds. */
export function lookedAtToday() {
  const minute: { requests: number; failed: number }[] = [];
  const all = [0, 1].map(() => ({ requests: 0, failed: 0 }));
  const halted = { threshold: false, mannWhitney: false };
  return {
    look({ requests, failing }: Traffic, random: () => number): void {
      const seen = ([0, 1] as const).map((arm) => {
        const failed = poisson(10 * failing[arm], random);
        const sum = { requests: failed + poisson(10 * (requests[arm] - failing[arm]), random), failed };
        const total = all[arm];
        if (total) {
          total.requests += sum.requests;
          total.failed += sum.failed;
        }
        return sum;
      });
      if (seen[0]) minute.push(seen[0]);
      if (minute.length > LOOKS_A_MINUTE) minute.shift();
      const inMinute = minute.reduce((sum, each) => sum + each.requests, 0);
      const failed = minute.reduce((sum, each) => sum + each.failed, 0);
      if (minute.length === LOOKS_A_MINUTE && failed > THRESHOLD * inMinute) halted.threshold = true;
      const [treatment, control] = all;
      if (treatment && control && Math.abs(mannWhitneyZ(treatment, control)) > NORMAL_975) halted.mannWhitney = true;
    },
    told: (): Today => ({ ...halted }),
  };
}

interface Outcomes {
  readonly requests: number;
  readonly failed: number;
}

/** z of the Mann-Whitney test, corrected for ties, where every value is 0 (went well) or 1 (failed). */
export function mannWhitneyZ(one: Outcomes, other: Outcomes): number {
  const [n1, n2] = [one.requests, other.requests];
  const n = n1 + n2;
  const failed = one.failed + other.failed;
  if (n1 === 0 || n2 === 0 || failed === 0 || failed === n) return 0;
  // U counts pairs in which the first fails and the other does not, and half of the ties.
  const wins = one.failed * (n2 - other.failed);
  const ties = one.failed * other.failed + (n1 - one.failed) * (n2 - other.failed);
  const u = wins + ties / 2;
  const tied = [failed, n - failed].reduce((sum, count) => sum + (count ** 3 - count), 0);
  const variance = ((n1 * n2) / 12) * (n + 1 - tied / (n * (n - 1)));
  return (u - (n1 * n2) / 2) / Math.sqrt(variance);
}
