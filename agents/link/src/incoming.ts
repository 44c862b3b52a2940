import { type Member, readMember, removeMember } from '@hormesis/core/baggage.ts';
import type { IncomingRequest, Received, RequestContext } from './agent.ts';
import type { Entry, EntryRoute } from './entry.ts';
import type { Standing } from './standing.ts';
import type { Sums } from './sums.ts';

/** Nothing of ours in the header and no entry route: the request passes as it came. */
export const UNTOUCHED: Received = { baggage: null, context: null, outcome: null };

/** What arrives: removes what must not stay, keeps what verifies, and lets the entry assign the rest. */
export class Incoming {
  readonly #standing: Standing;
  readonly #sums: Sums;
  readonly #entry: Entry;

  constructor(standing: Standing, sums: Sums, entry: Entry) {
    this.#standing = standing;
    this.#sums = sums;
    this.#entry = entry;
  }

  receive(request: IncomingRequest): Received {
    const header = request.header('baggage');
    const at = this.#entry.routeOf(request.method, request.path);
    const context = this.#kept(header, at);
    const baggage = context ? null : this.#stripped(header);
    if (!at) return { baggage, context, outcome: null };
    if (context) return { baggage, context, outcome: this.#keptOutcome(at, context) };
    return this.#entry.admit(at.entry, request, baggage);
  }

  /** The header's context, if it verifies and may stay here. An arm of live traffic never comes from outside. */
  #kept(header: string | undefined, at: EntryRoute | null): RequestContext | null {
    const reading = readMember(header);
    if (reading.kind === 'absent') return null;
    if (reading.kind === 'refused') return this.#refuse(reading.reason);
    const context = this.#verified(reading.member);
    if (!context) return null;
    const fromOutside = at ? !at.route.inner : this.#entry.facesOutside;
    return fromOutside && context.arm !== 'tester' ? this.#refuse('context_stripped') : context;
  }

  #verified({ text, token, unit }: Member): RequestContext | null {
    const verification = this.#standing.verify(token);
    if (!verification.ok) return this.#refuse(verification.reason);
    const { experiment, arm } = verification.token;
    // Only a tester is pinned by the header alone; everybody else is a unit.
    if (arm !== 'tester' && unit === null) return this.#refuse('unit_missing');
    return { member: text, token, experiment, arm, unit };
  }

  /** A tester's request is counted in an arm of its own; an arm kept at an inner entry was counted further out. */
  #keptOutcome({ entry }: EntryRoute, context: RequestContext): Received['outcome'] {
    if (context.arm !== 'tester') return null;
    const { experiment, arm } = context;
    return this.#entry.follow(entry, { experiment, arm, stage: this.#standing.stage(experiment) });
  }

  #stripped(header: string | undefined): Received['baggage'] {
    const rest = removeMember(header);
    return rest === header ? null : rest;
  }

  #refuse(reason: string): null {
    this.#sums.count(reason);
    return null;
  }
}
