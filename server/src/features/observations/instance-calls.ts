import type { CallColumns } from '@hormesis/contract/agent-link.ts';
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
      for (const told of report.calls) {
        if (told.arm === 'treatment' && told.experiment !== null)
          this.#addNews(news, reporter.instance, report.callGroups, told, told.experiment);
      }
    }
    return news;
  }

  #addNews(
    news: InstanceCalls[],
    instance: string,
    callGroups: readonly string[],
    { groups, calls: callsOf, injected: injectedOf, stage }: CallColumns,
    experiment: string,
  ): void {
    for (let at = 0; at < groups.length; at += 1) {
      const callGroup = callGroups[groups[at] ?? -1];
      if (callGroup === undefined || !this.#isFailed(experiment, callGroup)) continue;
      const [calls, injected] = [callsOf[at] ?? 0, injectedOf?.[at] ?? 0];
      if (calls + injected === 0) continue;
      const one = { experiment, stage: stage ?? 0, callGroup, instance, calls, injected };
      const told = this.#told.get(nameOf(one));
      if (told === undefined || (told === 'enough_calls' && injected > 0)) news.push(one);
    }
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
