import { randomUUID } from 'node:crypto';
import { assign } from '@hormesis/core/assign.ts';
import { formatMember } from '@hormesis/core/baggage.ts';
import type { EntryPath } from '@hormesis/core/entry-path.ts';
import type { Clock } from '@hormesis/core/lease.ts';
import { matchesRoute, type Route } from '@hormesis/core/route.ts';
import { unitHash } from '@hormesis/core/unit-hash.ts';
import { readUnit } from '@hormesis/core/unit-source.ts';
import type { EntryOutcome, IncomingRequest, Received, RequestContext } from './agent.ts';
import { DueTimes } from './due-times.ts';
import { EntryRequest, type RequestFollower } from './entry-request.ts';
import { RecentUnits } from './recent-units.ts';
import type { Sampled } from './sampling.ts';
import { SeenUnits } from './seen-units.ts';
import type { Standing } from './standing.ts';
import { type Belonging, type ExposureRecord, FREE, type Sums } from './sums.ts';

const MAX_SEEN_UNITS = 250_000;
/** A unit that fails is counted at most once in this time, milliseconds; and so many are remembered for it. */
const FAILING_WINDOW_MS = 10_000;
const MAX_FAILING_UNITS = 20_000;

/** A context that lives in an arm of live traffic, with what the assignment said. */
interface Assigned {
  readonly context: RequestContext;
  readonly experiment: string;
  readonly arm: 'treatment' | 'control';
  readonly stage: number;
  readonly rhoPpm: number;
  readonly unit: string;
}

export interface EntryRoute {
  readonly entry: EntryPath;
  readonly route: Route;
}

/** The entry's part: it assigns arms, and counts requests, exposures and failing units. */
export class Entry {
  readonly #standing: Standing;
  readonly #sums: Sums;
  readonly #clock: Clock;
  readonly #dueTimes: DueTimes;
  readonly #exposed = new SeenUnits(MAX_SEEN_UNITS);
  readonly #harmed = new SeenUnits(MAX_SEEN_UNITS);
  readonly #failing = new RecentUnits(FAILING_WINDOW_MS, MAX_FAILING_UNITS);

  constructor(standing: Standing, sums: Sums, clock: Clock) {
    this.#standing = standing;
    this.#sums = sums;
    this.#clock = clock;
    this.#dueTimes = new DueTimes(clock);
  }

  /** The entry route a request takes, if any. */
  routeOf(method: string, path: string): EntryRoute | null {
    for (const entry of this.#standing.ruleset.entries) {
      for (const route of entry.routes) if (matchesRoute(route, method, path)) return { entry, route };
    }
    return null;
  }

  /** True when requests from outside reach this service: then no arm is taken from a header. */
  get facesOutside(): boolean {
    return this.#standing.ruleset.entries.some(({ routes }) => routes.some(({ inner }) => !inner));
  }

  /** Assigns the arm of a request, if any, and follows the request to its end. `baggage` is what stays of that header. */
  admit(entry: EntryPath, request: IncomingRequest, baggage: Received['baggage']): Received {
    const assigned = this.#assign(entry, request);
    if (!assigned) return { baggage, context: null, outcome: this.#followFree(entry, request) };
    return { baggage, context: assigned.context, outcome: this.#followAssigned(entry, assigned) };
  }

  /** Counts a request of the path and follows it. Its unit is asked for only when it fails. */
  follow(
    entry: EntryPath,
    belonging: Belonging,
    unitOf?: () => string | null,
    follower?: RequestFollower,
  ): EntryOutcome {
    this.#sums.path(entry.path, belonging).requests += 1;
    const settled = (failed: boolean): void => {
      if (failed) this.#countFailed(entry.path, belonging, this.#unitFrom(unitOf));
      follower?.settled(failed);
    };
    return new EntryRequest(entry, this.#clock, this.#dueTimes, { slow: follower?.slow, settled });
  }

  /** Nearly every request is in no arm: it costs no closure, and its unit is read only when it fails. */
  #followFree(entry: EntryPath, request: IncomingRequest): EntryOutcome {
    this.#sums.path(entry.path, FREE).requests += 1;
    return new EntryRequest(entry, this.#clock, this.#dueTimes, new FreeRequest(this, entry, request));
  }

  /** For `FreeRequest`. */
  freeFailed(entry: EntryPath, request: IncomingRequest): void {
    const unit = this.#unitFrom(() => readUnit(entry.unit, request, randomUUID));
    this.#countFailed(entry.path, FREE, unit);
  }

  /** The application may have taken the request apart since it arrived, and above a timer nobody catches. */
  #unitFrom(unitOf: (() => string | null) | undefined): string | null {
    try {
      return unitOf?.() ?? null;
    } catch {
      this.#sums.count('agent_error');
      return null;
    }
  }

  /** A request without a unit is nobody known, so it stands for itself. */
  #countFailed(path: string, belonging: Belonging, unit: string | null): void {
    const sum = this.#sums.path(path, belonging);
    sum.failed += 1;
    if (unit === null || this.#failing.first(`${path}\n${unit}`, this.#clock.monotonicMs())) sum.failingUnits += 1;
  }

  /** Forgets the units of experiments that are over. */
  forgetEnded(): void {
    const isKept = (experiment: string) => this.#standing.knows(experiment);
    this.#exposed.keep(isKept);
    this.#harmed.keep(isKept);
  }

  #assign(entry: EntryPath, request: IncomingRequest): Assigned | null {
    if (entry.experiments.length === 0) return null;
    const unit = readUnit(entry.unit, request, randomUUID);
    const assignment = assign(entry, unit);
    if (!unit || !assignment) return null;
    const { experiment, arm } = assignment;
    const { id, stage, rhoPpm, unitKey } = experiment;
    if (!this.#standing.leaseAlive(id)) return this.#refuse('entry_lease_ended');
    const token = this.#standing.armToken(id, arm);
    if (token === undefined) return this.#refuse('arm_token_missing');
    const hash = unitHash(unitKey, unit);
    const member = formatMember(token, hash);
    const context: RequestContext = { member, token, experiment: id, arm, unit: hash };
    return { context, experiment: id, arm, stage, rhoPpm, unit: hash };
  }

  #refuse(reason: string): null {
    this.#sums.count(reason);
    return null;
  }

  #followAssigned(entry: EntryPath, assigned: Assigned): EntryOutcome {
    const { experiment, arm, stage, unit } = assigned;
    // The trial is the unit's first request in the stage; later ones have no say in its outcome.
    const isTrial = this.#isTold('units', assigned) && this.#exposed.first(experiment, `${stage}:${unit}`);
    const atMs = this.#clock.monotonicMs();
    let slow = false;
    const tell = (outcome: ExposureRecord['outcome']): void => {
      if (isTrial) this.#sums.exposure({ experiment, stage, arm, unit, atMs, outcome, slow });
    };
    tell('pending');
    return this.follow(entry, { experiment, arm, stage }, () => unit, {
      slow: () => {
        slow = true;
        tell('pending');
        this.#harm('slow', assigned);
      },
      settled: (failed) => {
        tell(failed ? 'failed' : 'ok');
        if (failed) this.#harm('failed', assigned);
      },
    });
  }

  #harm(kpi: 'failed' | 'slow', assigned: Assigned): void {
    const { experiment, arm, stage, rhoPpm, unit } = assigned;
    if (!this.#isTold('events', assigned) || !this.#harmed.first(experiment, `${kpi}:${unit}`)) return;
    const atMs = this.#clock.monotonicMs();
    this.#sums.event({ experiment, kpi, stage, rhoPpm, arm, unit, atMs }, 'events');
  }

  /** What is not told is not remembered either: memory is bounded by the sample. */
  #isTold(sampled: Sampled, { experiment, unit }: Assigned): boolean {
    return this.#sums.sampling.takes(sampled, experiment, unit);
  }
}

/** A request that is in no arm: of what becomes of it only its failure counts. */
class FreeRequest implements RequestFollower {
  readonly #owner: Entry;
  readonly #entry: EntryPath;
  readonly #request: IncomingRequest;

  constructor(owner: Entry, entry: EntryPath, request: IncomingRequest) {
    this.#owner = owner;
    this.#entry = entry;
    this.#request = request;
  }

  settled(failed: boolean): void {
    if (failed) this.#owner.freeFailed(this.#entry, this.#request);
  }
}
