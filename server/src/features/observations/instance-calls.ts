import type { Reported } from './ingest.ts';

/** Calls an instance must have made to a failed call group before its silence means something. */
export const CALLS_TO_JUDGE = 5;
/** Beyond, what was remembered is written anew, which changes nothing that is read. */
const MOST_REMEMBERED = 200_000;
const MOST_EXPERIMENTS = 100;

/** Treatment calls of one instance to one call group, and the faults applied to them. */
export interface InstanceCalls {
  readonly experiment: string;
  readonly stage: number;
  readonly callGroup: string;
  readonly instance: string;
  readonly calls: number;
  readonly injected: number;
}

type Told = 'enough_calls' | 'injects';
/** Whether an experiment fails a call group; null when the experiment is not known here. */
export type Fails = (experiment: string, callGroup: string) => boolean | null;

/**
 * Which instances inject what they should, for the condition "really injecting". Only that is kept of each instance:
 * whether it made enough calls to be judged, and whether it ever injected. Both settle within seconds, and what is settled
 * is not written again: ten thousand instances would otherwise be ten thousand rows a second.
 */
export class InstanceJudge {
  readonly #told = new Map<string, Told>();
  readonly #failed = new Map<string, Map<string, boolean>>();
  readonly #fails: Fails;

  /** An experiment that is not known here is taken to fail everything: a row too many does no harm. */
  constructor(fails: Fails) {
    this.#fails = fails;
  }

  /** What is news in these reports. */
  news(reports: readonly Reported[]): InstanceCalls[] {
    const news: InstanceCalls[] = [];
    for (const { reporter, report } of reports) {
      for (const sum of report.calls) {
        const { experiment, arm, stage, callGroup, calls = 0, injected = 0 } = sum;
        if (arm !== 'treatment' || experiment === null || calls + injected === 0) continue;
        if (!this.#isFailed(experiment, callGroup)) continue;
        const one = { experiment, stage: stage ?? 0, callGroup, instance: reporter.instance, calls, injected };
        const told = this.#told.get(nameOf(one));
        if (told === undefined || (told === 'enough_calls' && injected > 0)) news.push(one);
      }
    }
    return news;
  }

  /** What an experiment fails is fixed when it starts, so it is looked up once for each name. */
  #isFailed(experiment: string, callGroup: string): boolean {
    const known = this.#failed.get(experiment);
    const before = known?.get(callGroup);
    if (before !== undefined) return before;
    const fails = this.#fails(experiment, callGroup);
    if (fails === null) return true;
    if (this.#failed.size > MOST_EXPERIMENTS || (known?.size ?? 0) > MOST_REMEMBERED) this.#failed.clear();
    this.#failed.set(experiment, (this.#failed.get(experiment) ?? new Map()).set(callGroup, fails));
    return fails;
  }

  /** What a committed transaction wrote, as it stands in the database. */
  settled(rows: readonly InstanceCalls[]): void {
    if (this.#told.size > MOST_REMEMBERED) this.#told.clear();
    for (const row of rows) {
      if (row.injected > 0) this.#told.set(nameOf(row), 'injects');
      else if (row.calls >= CALLS_TO_JUDGE) this.#told.set(nameOf(row), 'enough_calls');
    }
  }
}

function nameOf({ experiment, stage, callGroup, instance }: InstanceCalls): string {
  return `${experiment} ${stage} ${instance} ${callGroup}`;
}
