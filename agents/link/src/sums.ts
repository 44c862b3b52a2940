import type { CallColumns, Edge, Exposure, KpiEvent, PathSum, Thinned } from '@hormesis/contract/agent-link.ts';
import type { Arm } from '@hormesis/core/arm.ts';
import { parseCallGroup } from '@hormesis/core/call-group.ts';
import type { Place } from '@hormesis/core/place.ts';
import { type CallSum, columnsOf } from './call-columns.ts';
import { type Sampled, Sampling } from './sampling.ts';

/** Bounds of what is kept while the line is down, and of one report. Beyond them things are dropped and counted. */
const MAX_CALL_SUMS = 4_000;
const MAX_CALL_GROUPS = 1_000;
/** The control plane closes a link whose frame is above 4 MiB, and the leases with it: sums of calls take half of that at most. */
const MAX_CALL_BYTES = 2_000_000;
/** Of one sum beside the name of its call group, bytes, if it is the only one of its arm and has every count. */
const CALL_SUM_BYTES = 600;
const MAX_PATH_SUMS = 1_000;
/** Pairs of a call group and a place; more are only missing on the map. */
const MAX_EDGES = 500;
const MAX_KEPT = 20_000;
/** Each time half of the largest experiment's records goes. */
const MAX_HALVINGS = 16;
const MAX_PER_REPORT = 5_000;
const MAX_REASONS = 200;

/** An experiment, arm and stage that a sum belongs to; all null for free traffic. */
export interface Belonging {
  readonly experiment: string | null;
  readonly arm: Arm | null;
  readonly stage: number | null;
}

export const FREE: Belonging = { experiment: null, arm: null, stage: null };

/** Kept with the moment it happened; the age is worked out when it is sent. */
export type ExposureRecord = Omit<Exposure, 'ageMs'> & { readonly atMs: number };
export type EventRecord = Omit<KpiEvent, 'ageMs'> & { readonly atMs: number };

/** A sum with all its counts. */
export type CountedCalls = Required<CallSum>;

/** What one report carries besides the agent's present state. */
export interface Batch {
  readonly callGroups: readonly string[];
  readonly calls: readonly CallColumns[];
  readonly paths: readonly PathSum[];
  readonly edges: readonly Edge[];
  readonly exposures: readonly ExposureRecord[];
  readonly events: readonly EventRecord[];
  /** How much of them is left out. */
  readonly thinned: readonly Thinned[];
  readonly dropped: number;
}

function emptyCallSum(callGroup: string, { experiment, arm, stage }: Belonging): CountedCalls {
  const counts = { calls: 0, failures: 0, injected: 0, injectedRequests: 0, skipped: 0, visible: 0 };
  return {
    ...{ callGroup, experiment, arm, stage, ...counts },
    absorbed: {},
    ...{ opened: 0, rejected: 0, timedOut: 0, fallbacks: 0 },
  };
}

/** Free traffic is nearly all there is, and counts under its bare name: making a longer one costs more than the rest. */
function keyOf(name: string, { experiment, arm, stage }: Belonging): string {
  return experiment === null ? name : `${name}\n${experiment}\n${arm}\n${stage}`;
}

/** The experiment that most of the records are of. */
function mostFrequent(records: Iterable<{ readonly experiment: string }>): string {
  const counts = new Map<string, number>();
  for (const { experiment } of records) counts.set(experiment, (counts.get(experiment) ?? 0) + 1);
  return [...counts].reduce((most, each) => (each[1] > most[1] ? each : most), ['', 0])[0];
}

/** Takes the first items out of a map. */
function takeFrom<T>(map: Map<string, T>, limit: number): T[] {
  const taken: T[] = [];
  for (const [key, value] of map) {
    if (taken.length >= limit) break;
    taken.push(value);
    map.delete(key);
  }
  return taken;
}

/** Everything counted since the last report. */
export class Sums {
  /** Of which units exposures and events are told. */
  readonly sampling = new Sampling();
  readonly #calls = new Map<string, CountedCalls>();
  readonly #callGroups = new Set<string>();
  #callBytes = 0;
  readonly #paths = new Map<string, Required<PathSum>>();
  readonly #edges = new Map<string, Edge>();
  readonly #exposures = new Map<string, ExposureRecord>();
  readonly #events = new Map<string, EventRecord>();
  readonly #told = new Map<string, EventRecord>();
  readonly #counters = new Map<string, number>();
  #dropped = 0;
  #harmSeen: () => void = () => {};

  /** The sum of a call group, to add to; a sum that goes nowhere when the name is malformed or there are too many. */
  call(callGroup: string, belonging: Belonging): CountedCalls {
    const key = keyOf(callGroup, belonging);
    const known = this.#calls.get(key);
    if (known) return known;
    const sum = emptyCallSum(callGroup, belonging);
    // A name that the control plane refuses would hold back the whole report, and every lease with it.
    if (parseCallGroup(callGroup) === null) {
      this.count('call_group_malformed');
      return sum;
    }
    if (this.#hasRoomFor(callGroup)) this.#calls.set(key, sum);
    return sum;
  }

  /** Operations of an application are its own words: one that puts an id into each must not fill reports without end. */
  #hasRoomFor(callGroup: string): boolean {
    const isNew = !this.#callGroups.has(callGroup);
    const bytes = CALL_SUM_BYTES + (isNew ? Buffer.byteLength(JSON.stringify(callGroup)) : 0);
    if (this.#callBytes + bytes > MAX_CALL_BYTES || (isNew && this.#callGroups.size >= MAX_CALL_GROUPS)) {
      this.count('call_groups_over_limit');
      return false;
    }
    if (this.#calls.size >= MAX_CALL_SUMS) {
      this.#dropped += 1;
      return false;
    }
    this.#callGroups.add(callGroup);
    this.#callBytes += bytes;
    return true;
  }

  path(path: string, belonging: Belonging): Required<PathSum> {
    const key = keyOf(path, belonging);
    const known = this.#paths.get(key);
    if (known) return known;
    const { experiment, arm, stage } = belonging;
    const sum: Required<PathSum> = { path, experiment, arm, stage, requests: 0, failed: 0, failingUnits: 0 };
    if (this.#paths.size < MAX_PATH_SUMS) this.#paths.set(key, sum);
    else this.#dropped += 1;
    return sum;
  }

  /** Counts a call into a place that is known: where the traffic goes, for the map. */
  edge(callGroup: string, { region, zone }: Place, failed: boolean): void {
    const key = `${callGroup}\n${region}\n${zone}`;
    let edge = this.#edges.get(key);
    if (edge === undefined) {
      if (this.#edges.size >= MAX_EDGES || parseCallGroup(callGroup) === null) return;
      edge = { callGroup, region, zone, calls: 0, failures: 0 };
      this.#edges.set(key, edge);
    }
    edge.calls += 1;
    if (failed) edge.failures += 1;
  }

  /** An exposure, or the outcome of one told before: the later record takes the place of one not yet sent. */
  exposure(record: ExposureRecord): void {
    this.#keep('units', this.#exposures, `${record.experiment}\n${record.stage}\n${record.unit}`, record);
  }

  /** `sampled`: whether entries see it (`events`), or an application tells it (`units`), as often as there are users. */
  event(record: EventRecord, sampled: Sampled): void {
    const key = `${record.experiment}\n${record.kpi}\n${record.stage}\n${record.unit}`;
    this.#keep(sampled, sampled === 'units' ? this.#told : this.#events, key, record);
    if (sampled === 'events') this.#harmSeen();
  }

  /** Calls `listener` whenever an entry tells of a unit that fails or is slow. */
  onHarm(listener: () => void): void {
    this.#harmSeen = listener;
  }

  count(reason: string): void {
    const counted = this.#counters.get(reason);
    if (counted === undefined && this.#counters.size >= MAX_REASONS) return;
    this.#counters.set(reason, (counted ?? 0) + 1);
  }

  /** Counted reasons since the agent started. */
  counters(): Record<string, number> {
    return Object.fromEntries(this.#counters);
  }

  /** Takes what the next report carries; more may remain. */
  take(): Batch {
    const dropped = this.#dropped;
    this.#dropped = 0;
    this.#callGroups.clear();
    this.#callBytes = 0;
    const events = takeFrom(this.#events, MAX_PER_REPORT);
    return {
      ...columnsOf(takeFrom(this.#calls, MAX_CALL_SUMS)),
      paths: takeFrom(this.#paths, MAX_PATH_SUMS),
      edges: takeFrom(this.#edges, MAX_EDGES),
      exposures: takeFrom(this.#exposures, MAX_PER_REPORT),
      events: [...events, ...takeFrom(this.#told, MAX_PER_REPORT - events.length)],
      thinned: this.sampling.thinned(),
      dropped,
    };
  }

  /** True when one report could not carry everything. */
  get backlog(): boolean {
    return [this.#exposures, this.#events, this.#told].some(({ size }) => size >= MAX_PER_REPORT);
  }

  /** What is too much is thinned by hash, the same units in both arms, and never by who came first. */
  #keep<T extends ExposureRecord | EventRecord>(
    sampled: Sampled,
    records: Map<string, T>,
    key: string,
    record: T,
  ): void {
    const { experiment, unit } = record;
    if (!this.sampling.takes(sampled, experiment, unit)) return;
    for (let times = 0; records.size >= MAX_KEPT && !records.has(key) && times < MAX_HALVINGS; times += 1) {
      this.sampling.thin(sampled, mostFrequent(records.values()));
      this.#forgetBeyond(sampled);
    }
    if (!this.sampling.takes(sampled, experiment, unit)) return;
    if (!records.has(key) && records.size >= MAX_KEPT) this.#dropped += 1;
    else records.set(key, record);
  }

  #forgetBeyond(sampled: Sampled): void {
    for (const records of sampled === 'events' ? [this.#events] : [this.#exposures, this.#told]) {
      for (const [key, { experiment, unit }] of records) {
        if (!this.sampling.takes(sampled, experiment, unit)) records.delete(key);
      }
    }
  }
}
