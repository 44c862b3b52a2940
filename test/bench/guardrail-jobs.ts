import type { RampPlan } from '@hormesis/contract/ramp.ts';
import { type Detection, detect, type Harmed } from '../guardrail/detection.ts';
import { type EqualArms, equalArms, type FalseHalts } from '../guardrail/equal-arms.ts';

/** A part of a row of a table, small enough that two workers end at about the same time. */
export type Job =
  | { readonly kind: 'equal'; readonly row: string; readonly options: EqualArms; readonly runs: number }
  | { readonly kind: 'harmed'; readonly row: string; readonly options: Harmed; readonly runs: number };
export type Done =
  | { readonly kind: 'equal'; readonly row: string; readonly results: readonly FalseHalts[] }
  | { readonly kind: 'harmed'; readonly row: string; readonly results: readonly Detection[] };

/** Runs a job; run n of it has the seed of the job plus n. */
export function work(job: Job): Done {
  const seeds = Array.from({ length: job.runs }, (_, index) => job.options.seed + index);
  if (job.kind === 'equal') {
    const { row, options } = job;
    return { kind: 'equal', row, results: seeds.map((seed) => equalArms({ ...options, seed })) };
  }
  const { row, options } = job;
  return { kind: 'harmed', row, results: seeds.map((seed) => detect({ ...options, seed })) };
}

/** Splits `runs` of one row into jobs. */
export function jobsOf<Whole extends Job>(whole: Whole, each: number): Whole[] {
  const jobs: Whole[] = [];
  for (let done = 0; done < whole.runs; done += each) {
    const options = { ...whole.options, seed: whole.options.seed + done };
    jobs.push({ ...whole, options, runs: Math.min(each, whole.runs - done) });
  }
  return jobs;
}

/** Stages at these percents of traffic, each held for so many seconds. */
export function rampOf(percents: readonly number[], holdSeconds: number): RampPlan {
  return {
    stages: percents.map((percent) => ({
      trafficPpm: percent * 10_000,
      holdMs: holdSeconds * 1_000,
      minExposedUnits: 10,
    })),
  };
}
