import { randomUUID } from 'node:crypto';
import { assign } from '@hormesis/core/assign.ts';
import { formatMember } from '@hormesis/core/baggage.ts';
import type { EntryPath } from '@hormesis/core/entry-path.ts';
import type { Clock } from '@hormesis/core/lease.ts';
import { matchesRoute, type Route } from '@hormesis/core/route.ts';
import { unitHash } from '@hormesis/core/unit-hash.ts';
import { readUnit } from '@hormesis/core/unit-source.ts';
import type { EntryOutcome, IncomingRequest, RequestContext } from './agent.ts';
import { followRequest } from './entry-request.ts';
import { SeenUnits } from './seen-units.ts';
import type { Standing } from './standing.ts';
import { type Belonging, FREE, type Sums } from './sums.ts';

const MAX_SEEN_UNITS = 250_000;

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
  readonly #exposed = new SeenUnits(MAX_SEEN_UNITS);
  readonly #failed = new SeenUnits(MAX_SEEN_UNITS);

  constructor(standing: Standing, sums: Sums, clock: Clock) {
    this.#standing = standing;
    this.#sums = sums;
    this.#clock = clock;
  }

  /** The entry route a request takes, if any. */
  routeOf(method: string, path: string): EntryRoute | null {
    for (const entry of this.#standing.ruleset.entries) {
      const route = entry.routes.find((candidate) => matchesRoute(candidate, method, path));
      if (route) return { entry, route };
    }
    return null;
  }

  /** True when requests from outside reach this service: then no arm is taken from a header. */
  get facesOutside(): boolean {
    return this.#standing.ruleset.entries.some(({ routes }) => routes.some(({ inner }) => !inner));
  }

  /** Assigns the arm of a request, if any, and follows the request to its end. */
  admit(entry: EntryPath, request: IncomingRequest): { context: RequestContext | null; outcome: EntryOutcome } {
    const assigned = this.#assign(entry, request);
    if (!assigned) return { context: null, outcome: this.follow(entry, FREE) };
    return { context: assigned.context, outcome: this.#followAssigned(entry, assigned) };
  }

  /** Counts a request of the path and follows it. */
  follow(entry: EntryPath, belonging: Belonging, settled?: (failed: boolean) => void): EntryOutcome {
    this.#sums.path(entry.path, belonging).requests += 1;
    return followRequest(entry, this.#clock, (failed) => {
      if (failed) this.#sums.path(entry.path, belonging).failed += 1;
      settled?.(failed);
    });
  }

  /** Forgets the units of experiments that are over. */
  forgetEnded(): void {
    const isKept = (experiment: string) => this.#standing.knows(experiment);
    this.#exposed.keep(isKept);
    this.#failed.keep(isKept);
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
    const atMs = this.#clock.monotonicMs();
    // The trial is the unit's first request in the stage; later ones have no say in its outcome.
    const isTrial = this.#exposed.first(experiment, `${stage}:${unit}`);
    if (isTrial) this.#sums.exposure({ experiment, stage, arm, unit, atMs, outcome: 'pending' });
    return this.follow(entry, { experiment, arm, stage }, (failed) => {
      if (isTrial) this.#sums.exposure({ experiment, stage, arm, unit, atMs, outcome: failed ? 'failed' : 'ok' });
      if (failed) this.#failing(assigned);
    });
  }

  #failing({ experiment, arm, stage, rhoPpm, unit }: Assigned): void {
    if (!this.#failed.first(experiment, unit)) return;
    const atMs = this.#clock.monotonicMs();
    this.#sums.event({ experiment, kpi: 'failed', stage, rhoPpm, arm, unit, atMs });
  }
}
