import type { FaultPlan } from '@hormesis/core/fault.ts';
import { compileOperations, nameCall } from '@hormesis/core/operation-names.ts';
import type {
  Agent,
  AgentStatus,
  BreakerEvent,
  Callee,
  Fate,
  FinishedCall,
  IncomingRequest,
  Injection,
  Received,
  RequestContext,
} from '@hormesis/link/agent.ts';

/** The context that every request with our member in its `baggage` gets from a ScriptedAgent. */
export const CONTEXT: RequestContext = {
  member: 'hormesis=v1.test;u=0123456789abcdef',
  token: 'v1.test',
  experiment: 'exp_test',
  arm: 'treatment',
  unit: '0123456789abcdef',
};

const FORGED = /(^|,)\s*hormesis=[^,]*/g;

/** An agent that does what the test says and remembers what the hooks told it. */
export class ScriptedAgent implements Agent {
  engaged = true;
  carrying = true;
  /** Faults by call group, applied to calls that carry a context. */
  faults: Record<string, FaultPlan> = {};
  /** Requests with this header get the context; all others none. */
  contextHeader = 'x-carried';
  /** Servers of one test share the process: only some tests want incoming headers rewritten in all of them. */
  strips = false;
  readonly service: string;
  readonly calls: FinishedCall[] = [];
  /** Whom each of them went to. */
  readonly callees: Callee[] = [];
  readonly fates: { callGroup: string; fate: Fate }[] = [];
  readonly breakerEvents: { callGroup: string; event: BreakerEvent; carried: boolean }[] = [];
  readonly outcomes: (number | 'broken' | 'left')[] = [];
  readonly kpis: { kpi: string; unit: string | null }[] = [];
  readonly reasons: string[] = [];
  applied = 0;
  skipped = 0;
  inFlight = 0;
  #release = new AbortController();

  constructor(service = 'api') {
    this.service = service;
  }

  /** Halts: wakes what is delayed. */
  release(): void {
    this.#release.abort();
    this.#release = new AbortController();
  }

  receive(request: IncomingRequest): Received {
    const existing = request.header('baggage');
    const carried = request.header(this.contextHeader) !== undefined;
    const rest = existing?.replace(FORGED, '').replace(/^,/, '');
    return {
      baggage: !this.strips || existing === rest ? null : rest || undefined,
      context: carried ? CONTEXT : null,
      outcome: {
        finished: (status) => this.outcomes.push(status),
        broken: () => this.outcomes.push('broken'),
        left: () => this.outcomes.push('left'),
      },
    };
  }

  decide(context: RequestContext | null, callGroup: string): Injection | null {
    const fault = this.faults[callGroup];
    if (context === null || fault === undefined) return null;
    this.inFlight += 1;
    let ended = false;
    return {
      fault,
      callGroup,
      experiment: context.experiment,
      released: this.#release.signal,
      applied: () => {
        this.applied += 1;
      },
      skipped: () => {
        this.skipped += 1;
      },
      end: () => {
        if (!ended) this.inFlight -= 1;
        ended = true;
      },
    };
  }

  outgoingBaggage(existing: string | undefined, context: RequestContext | null, toFleet: boolean): string | undefined {
    const others = existing?.replace(FORGED, '').replace(/^,/, '') || undefined;
    if (!toFleet || context === null) return others;
    return others === undefined ? context.member : `${others},${context.member}`;
  }

  recordCall({ callee, ...call }: FinishedCall): void {
    this.calls.push(call);
    this.callees.push(callee ?? null);
  }

  recordFate(_context: RequestContext, callGroup: string, fate: Fate): void {
    this.fates.push({ callGroup, fate });
  }

  recordBreaker(context: RequestContext | null, callGroup: string, event: BreakerEvent): void {
    this.breakerEvents.push({ callGroup, event, carried: context !== null });
  }

  nameCall(_context: RequestContext | null, callGroup: string, method: string, path: string): string {
    return nameCall(compileOperations(Object.keys(this.faults)), callGroup, method, path);
  }

  recordKpi(context: RequestContext, kpi: string): void {
    this.kpis.push({ kpi, unit: context.unit });
  }

  count(reason: string): void {
    this.reasons.push(reason);
  }

  callGroup(kind: string, dependency: string, operation?: string): string {
    return `${this.service}>${kind}:${dependency}${operation ? `/${operation}` : ''}`;
  }

  status(): AgentStatus {
    const experiments = [{ experiment: CONTEXT.experiment, rules: 1, inFlight: this.inFlight }];
    const injections = [{ callGroup: 'api>custom:"odd"', fault: 'error', count: this.applied }];
    return {
      service: this.service,
      connected: true,
      experiments,
      injections,
      counters: { fault_skipped: this.skipped },
    };
  }

  async stop(): Promise<void> {}
}
