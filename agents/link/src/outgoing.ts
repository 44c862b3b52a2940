import { addMember, removeMember } from '@hormesis/core/baggage.ts';
import { decide } from '@hormesis/core/decide.ts';
import { nameCall } from '@hormesis/core/operation-names.ts';
import type { Place } from '@hormesis/core/place.ts';
import { planFault } from '@hormesis/core/plan-fault.ts';
import type { BreakerEvent, Callee, Fate, FinishedCall, Injection, RequestContext } from './agent.ts';
import { AppliedFaults } from './applied-faults.ts';
import type { InFlight } from './in-flight.ts';
import type { Standing } from './standing.ts';
import { type Belonging, FREE, type Sums } from './sums.ts';

const breakerCounts = {
  opened: 'opened',
  rejected: 'rejected',
  timed_out: 'timedOut',
  fallback: 'fallbacks',
} as const satisfies Record<BreakerEvent, string>;

/** Refusals that somebody has to hear of. */
const TOLD: ReadonlySet<string> = new Set(['call_group_not_allowed', 'place_unknown']);

/** What leaves: the decision for each call, the header it carries, and what became of it. */
export class Outgoing {
  readonly injections = new AppliedFaults();
  readonly #standing: Standing;
  readonly #sums: Sums;
  readonly #inFlight: InFlight;
  /** Where this agent is. */
  readonly #here: Place;
  /** Requests that have met a fault in this service. */
  readonly #injected = new WeakSet<RequestContext>();

  constructor(standing: Standing, sums: Sums, inFlight: InFlight, here: Place) {
    this.#standing = standing;
    this.#sums = sums;
    this.#inFlight = inFlight;
    this.#here = here;
  }

  /** Named as the experiment of the call names it, so that what another one tells apart is no concern of it. */
  nameCall(context: RequestContext | null, callGroup: string, method: string, path: string): string {
    const rules = context ? this.#standing.rules(context.experiment) : undefined;
    return nameCall(rules?.operations ?? this.#standing.operations, callGroup, method, path);
  }

  /** Free traffic costs one comparison. The token is asked again at every call: a long request outlives it. */
  decide(context: RequestContext | null, callGroup: string, callee: Callee = null): Injection | null {
    if (!context) return null;
    const verification = this.#standing.verify(context.token);
    if (!verification.ok) return this.#refuse(verification.reason);
    const { experiment, arm } = verification.token;
    const rules = this.#standing.rules(experiment);
    const decision = decide({
      ...{ arm, callGroup, rules, leaseAlive: this.#standing.leaseAlive(experiment) },
      ...{ caller: this.#here, callee: this.#placeOf(callee) },
    });
    if (!decision.fault) return TOLD.has(decision.reason) ? this.#refuse(decision.reason) : null;
    const belonging = { experiment, arm, stage: rules?.stage ?? null };
    const fault = planFault(decision.fault, Math.random);
    return this.#inFlight.begin(experiment, callGroup, fault, {
      applied: () => {
        this.injections.add(callGroup, fault.kind);
        const sum = this.#sums.call(callGroup, belonging);
        sum.injected += 1;
        if (this.#injected.has(context)) return;
        this.#injected.add(context);
        sum.injectedRequests += 1;
      },
      skipped: () => {
        this.#sums.call(callGroup, belonging).skipped += 1;
        this.#sums.count('fault_skipped');
      },
    });
  }

  baggage(existing: string | undefined, context: RequestContext | null, toFleet: boolean): string | undefined {
    if (!toFleet || !context) return removeMember(existing);
    const header = addMember(existing, context.member);
    if (!header.endsWith(context.member)) this.#sums.count('baggage_full');
    return header;
  }

  recordCall({ callGroup, context, failed, callee = null }: FinishedCall): void {
    const sum = this.#sums.call(callGroup, this.#belonging(context));
    sum.calls += 1;
    if (failed) sum.failures += 1;
    const place = callee === null ? null : this.#placeOf(callee);
    if (place !== null) this.#sums.edge(callGroup, place, failed);
  }

  /** Null also for an address that no instance, or two in different places, told the control plane. */
  #placeOf(callee: Callee): Place | null {
    if (typeof callee !== 'string') return callee;
    return this.#standing.ruleset.places.get(callee) ?? null;
  }

  recordFate(context: RequestContext, callGroup: string, fate: Fate): void {
    const sum = this.#sums.call(callGroup, this.#belonging(context));
    if (fate === 'visible') sum.visible += 1;
    else sum.absorbed[fate.absorbedBy] = (sum.absorbed[fate.absorbedBy] ?? 0) + 1;
  }

  recordBreaker(context: RequestContext | null, callGroup: string, event: BreakerEvent): void {
    this.#sums.call(callGroup, this.#belonging(context))[breakerCounts[event]] += 1;
  }

  /** A context whose experiment is over counts as free traffic. */
  #belonging(context: RequestContext | null): Belonging {
    if (!context || !this.#standing.knows(context.experiment)) return FREE;
    const { experiment, arm } = context;
    return { experiment, arm, stage: this.#standing.stage(experiment) };
  }

  #refuse(reason: string): null {
    this.#sums.count(reason);
    return null;
  }
}
