import type { Brake } from '@hormesis/contract/evidence.ts';
import type { Prediction } from '@hormesis/contract/prediction.ts';
import type { SparedRequests, Surroundings } from '@hormesis/contract/surroundings.ts';
import { bernoulliInterval } from './bernoulli-interval.ts';

/** Fewer failing units than this within ten seconds are nobody's spillover yet. */
const FEWEST_UNITS = 20;
/** The interval of the usual share misses it in one of twenty experiments. */
const BASELINE_ALPHA = 0.05;
const TIMES_USUAL = 3;
const ABOVE_USUAL = 0.01;

/**
 * Arms share breakers, pools and caches: when treatment breaks one, control and free traffic fail too, and the two arms
 * look equal. Halts when the failing share of either within ten seconds is above max(3 × upper bound of the usual share,
 * usual + 1 point), with at least 20 failing units. The usual share is that of the path before the experiment.
 * `treatmentFailing`: users in treatment that began to fail in the same time, for the words; what is too much for users
 * who were to be spared ends an experiment whoever causes it.
 */
export function spilloverBrake(
  prediction: Prediction | undefined,
  { control, free }: Surroundings,
  treatmentFailing?: number,
): Brake {
  const value = Math.max(shareIfMany(control), shareIfMany(free));
  const limit = highestUsual(prediction?.baseline);
  const hit = shareIfMany(control) >= shareIfMany(free) ? 'in control' : 'in no experiment';
  const { failingUnits } = hit === 'in control' ? control : free;
  return {
    brake: 'spillover',
    tripped: limit !== null && value > limit,
    value,
    limit: limit ?? 1,
    text:
      textOf(value, limit, hit, failingUnits) + (limit !== null && value > limit ? causeText(treatmentFailing) : ''),
  };
}

function shareIfMany({ requests, failed, failingUnits }: SparedRequests): number {
  return failingUnits >= FEWEST_UNITS && requests > 0 ? Math.min(1, failed / requests) : 0;
}

/** Null when nothing was observed: then nothing is usual. */
function highestUsual(baseline: Prediction['baseline'] | undefined): number | null {
  if (!baseline || baseline.requests === 0) return null;
  const failed = Math.min(baseline.failed, baseline.requests);
  const { upper } = bernoulliInterval(failed, baseline.requests, BASELINE_ALPHA);
  return Math.min(1, Math.max(TIMES_USUAL * upper, failed / baseline.requests + ABOVE_USUAL));
}

function textOf(value: number, limit: number | null, hit: string, failingUnits: number): string {
  if (limit === null) return 'the path was not observed before the start, so nobody knows what is usual without faults';
  const most = `halts above ${percent(limit)}`;
  if (value === 0) return `fewer than ${FEWEST_UNITS} users outside treatment failed within 10 s; ${most}`;
  return `${percent(value)} of the requests ${hit} failed within 10 s, of ${failingUnits} users; ${most}`;
}

/** What may be behind it: nobody who looks at the arms alone can tell. */
function causeText(treatmentFailing: number | undefined): string {
  const shared = ': what treatment breaks may be shared, a breaker, a pool or a cache';
  return treatmentFailing === 0
    ? `${shared}; in treatment nobody failed, so it may as well be load from elsewhere`
    : shared;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
