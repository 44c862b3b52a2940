import type { Report } from '@hormesis/contract/agent-link.ts';
import { callGroup } from '@hormesis/contract/call-group.ts';
import { experimentId } from '@hormesis/contract/name.ts';

/** The schema's own limits; a test holds these checks against it. */
const MOST_SUMS = 5_000;
const MOST_ACTIVE = 100;
const MOST_HALTED = 1_000;
const MOST_NAMES = 50_000;
const ARMS: ReadonlySet<unknown> = new Set([null, 'treatment', 'control', 'tester']);

/** What may stand in a report and is looked at here; of the others, lists have to be empty and the rest absent. */
const LOOKED_AT: ReadonlySet<string> = new Set(
  'type sequence revision active halted callGroups calls paths exposures events dropped counters'.split(' '),
);
const BELONGING: ReadonlySet<string> = new Set(['experiment', 'arm', 'stage', 'groups']);
const COLUMNS: ReadonlySet<string> = new Set(
  'calls failures injected injectedRequests skipped visible opened rejected timedOut fallbacks'.split(' '),
);

/** The names of a sum's columns that are taken without the schema. */
export const PLAIN_COLUMNS: readonly string[] = [...BELONGING, ...COLUMNS, 'absorbed'];

type Loose = Partial<Record<string, unknown>>;

/**
 * Tells whether a report is plainly right: whether the schema would let it pass as it is. The schema takes many times as
 * long, and ten thousand agents report every second; whatever is not plainly right is left to the schema.
 */
export class PlainReports {
  /** Call groups and experiments that the schema has let pass, each as one string for all frames. */
  readonly #callGroups = new Map<string, string>();
  readonly #experiments = new Map<string, string>();

  /** A whole report. Names in it become the strings that are kept: those of the frame are let go. */
  isReport(value: unknown): value is Report {
    return isObject(value) && this.#hasPlainRest(value) && this.hasCalls(value);
  }

  /** Its sums of calls. */
  hasCalls({ callGroups, calls }: Loose): boolean {
    if (!Array.isArray(callGroups) || callGroups.length > MOST_SUMS || !this.#areCallGroups(callGroups)) return false;
    if (!Array.isArray(calls) || calls.length > MOST_SUMS) return false;
    let sums = 0;
    for (const columns of calls) {
      if (!isObject(columns) || !this.#areColumns(columns, callGroups.length)) return false;
      sums += (columns.groups as unknown[]).length;
    }
    return sums <= MOST_SUMS;
  }

  #hasPlainRest(report: Loose): boolean {
    const { type, sequence, revision, active, halted, paths, exposures, events, dropped, counters } = report;
    if (type !== 'report' || !isCount(sequence) || !isCount(revision) || !isCount(dropped)) return false;
    if (!isEmptyList(paths) || !isEmptyList(exposures) || !isEmptyList(events)) return false;
    if (!Array.isArray(active) || active.length > MOST_ACTIVE || !active.every((each) => this.#isActive(each)))
      return false;
    if (!Array.isArray(halted) || halted.length > MOST_HALTED || !this.#areExperiments(halted)) return false;
    if (!isCounters(counters)) return false;
    // Comes from JSON, so all it has is its own; `Object.keys` would make a list of them.
    for (const name in report) if (!LOOKED_AT.has(name)) return false;
    return true;
  }

  #isActive(value: unknown): boolean {
    if (!isObject(value) || !isCount(value.rules) || !isCount(value.inFlight)) return false;
    const known = this.#experiment(value.experiment);
    if (known === undefined) return false;
    value.experiment = known;
    for (const name in value) if (name !== 'experiment' && name !== 'rules' && name !== 'inFlight') return false;
    return true;
  }

  #areColumns(columns: Loose, places: number): boolean {
    const { experiment, arm, stage, groups, calls } = columns;
    if (!ARMS.has(arm) || !(stage === null || Number.isSafeInteger(stage)) || calls === undefined) return false;
    const of = experiment === null ? null : this.#experiment(experiment);
    if (of === undefined) return false;
    columns.experiment = of;
    if (!Array.isArray(groups) || !groups.every((place) => isCount(place) && place < places)) return false;
    for (const name in columns) {
      if (COLUMNS.has(name)) {
        if (!isColumn(columns[name], groups.length)) return false;
      } else if (name === 'absorbed' ? !isAbsorbed(columns[name], groups.length) : !BELONGING.has(name)) return false;
    }
    return true;
  }

  #areCallGroups(names: unknown[]): boolean {
    for (let at = 0; at < names.length; at += 1) {
      const known = knownOf(this.#callGroups, names[at], (text) => callGroup.safeParse(text).success);
      if (known === undefined) return false;
      names[at] = known;
    }
    return true;
  }

  #areExperiments(ids: unknown[]): boolean {
    for (let at = 0; at < ids.length; at += 1) {
      const known = this.#experiment(ids[at]);
      if (known === undefined) return false;
      ids[at] = known;
    }
    return true;
  }

  #experiment(value: unknown): string | undefined {
    return knownOf(this.#experiments, value, (text) => experimentId.safeParse(text).success);
  }
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isColumn(value: unknown, length: number): boolean {
  if (!Array.isArray(value) || value.length !== length) return false;
  for (let at = 0; at < length; at += 1) if (!isCount(value[at])) return false;
  return true;
}

function isAbsorbed(value: unknown, length: number): boolean {
  if (!isObject(value)) return false;
  for (const by in value) if (!isName(by) || !isColumn(value[by], length)) return false;
  return true;
}

function isCounters(value: unknown): boolean {
  if (!isObject(value)) return false;
  for (const reason in value) if (!isName(reason) || !isCount(value[reason])) return false;
  return true;
}

function isName(text: string): boolean {
  return text.length <= 100 && text !== '__proto__';
}

function knownOf(known: Map<string, string>, value: unknown, check: (text: string) => boolean): string | undefined {
  if (typeof value !== 'string') return undefined;
  const before = known.get(value);
  if (before !== undefined) return before;
  if (!check(value)) return undefined;
  if (known.size >= MOST_NAMES) known.clear();
  known.set(value, value);
  return value;
}
