import type { CallColumns } from '@hormesis/contract/agent-link.ts';
import type { Reported } from './ingest.ts';

/** Calls an instance must have made to a failed call group before its silence means something. */
export const CALLS_TO_JUDGE = 5;
/**
 * Names and instances that are remembered at most, and of how many experiments. Beyond, what was remembered is written
 * anew, which changes nothing that is read; the oldest experiment goes first: most of them have ended.
 */
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

/** What is known of one experiment. */
interface Remembered {
  /** Whether it fails a call group. */
  readonly failed: Map<string, boolean>;
  /** By stage, instance and call group. */
  readonly told: Map<string, Told>;
}

/**
 * Which instances inject what they should, for the condition "really injecting". Only that is kept of each instance:
 * whether it made enough calls to be judged, and whether it ever injected. Both settle within seconds, and what is settled
 * is not written again: ten thousand instances would otherwise be ten thousand rows a second.
 */
export class InstanceJudge {
  readonly #experiments = new Map<string, Remembered>();
  readonly #fails: Fails;
  #remembered = 0;

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
      const told = this.#experiments.get(experiment)?.told.get(nameOf(one));
      if (told === undefined || (told === 'enough_calls' && injected > 0)) news.push(one);
    }
  }

  /** What an experiment fails is fixed when it starts, so it is looked up once for each name. */
  #isFailed(experiment: string, callGroup: string): boolean {
    const before = this.#experiments.get(experiment)?.failed.get(callGroup);
    if (before !== undefined) return before;
    const fails = this.#fails(experiment, callGroup);
    if (fails === null) return true;
    this.#remember(experiment).failed.set(callGroup, fails);
    return fails;
  }

  /** What a committed transaction wrote, as it stands in the database. */
  settled(rows: readonly InstanceCalls[]): void {
    for (const row of rows) {
      if (row.injected > 0) this.#remember(row.experiment).told.set(nameOf(row), 'injects');
      else if (row.calls >= CALLS_TO_JUDGE) this.#remember(row.experiment).told.set(nameOf(row), 'enough_calls');
    }
  }

  /** Where one more thing about the experiment is kept. */
  #remember(experiment: string): Remembered {
    if (this.#remembered >= MOST_REMEMBERED) this.#forget([...this.#experiments.keys()]);
    this.#remembered += 1;
    const known = this.#experiments.get(experiment);
    if (known !== undefined) return known;
    if (this.#experiments.size >= MOST_EXPERIMENTS) this.#forget([...this.#experiments.keys()].slice(0, 1));
    const remembered: Remembered = { failed: new Map(), told: new Map() };
    this.#experiments.set(experiment, remembered);
    return remembered;
  }

  #forget(experiments: readonly string[]): void {
    for (const experiment of experiments) this.#experiments.delete(experiment);
    // Counted anew, because an instance that is told twice was counted twice.
    this.#remembered = 0;
    for (const { failed, told } of this.#experiments.values()) this.#remembered += failed.size + told.size;
  }
}

function nameOf({ stage, callGroup, instance }: InstanceCalls): string {
  return `${stage} ${instance} ${callGroup}`;
}
