import type { Arm } from '@hormesis/core/arm.ts';
import type { FaultPlan } from '@hormesis/core/fault.ts';
import type { Place } from '@hormesis/core/place.ts';

/**
 * What a language plane (the Node agent, a gateway stamper) sees of the agent: three questions and the sums it reports.
 * Nothing here throws: whatever is unexpected means "no fault" and a counted reason.
 */
export interface Agent {
  /**
   * The one flag of the idle path: true while this service is an entry of a path or an experiment concerns it.
   * While it is false, hooks do nothing at all.
   */
  readonly engaged: boolean;
  /** True while at least one experiment with a living lease concerns this service: context must be carried. */
  readonly carrying: boolean;

  /**
   * An incoming request, before anyone else reads its headers: what stays of the incoming `baggage`, and the context
   * the request runs in. At an entry this assigns the arm and records the exposure.
   */
  receive(request: IncomingRequest): Received;

  /** An outgoing call: the fault to apply, or null. Checks lease, token, allowlist, faults and places; one decision per call. */
  decide(context: RequestContext | null, callGroup: string, callee?: Callee): Injection | null;

  /** The `baggage` header for an outgoing call: ours merged in for hosts of the fleet, dropped for all others. Undefined: no header. */
  outgoingBaggage(existing: string | undefined, context: RequestContext | null, toFleet: boolean): string | undefined;

  /**
   * The call group of an outgoing HTTP call: `callGroup` with the operation it is, as scenarios and allowlists of this
   * moment name it, or as it is. `path` may carry a query.
   */
  nameCall(context: RequestContext | null, callGroup: string, method: string, path: string): string;

  /** Counts one finished outgoing call. */
  recordCall(call: FinishedCall): void;
  /** Counts what became of an injected call in this service, once its request is over. */
  recordFate(context: RequestContext, callGroup: string, fate: Fate): void;
  /** Counts an event of a circuit breaker around a call group. */
  recordBreaker(context: RequestContext | null, callGroup: string, event: BreakerEvent): void;
  /** The unit of a request did what a KPI counts, such as `play_start`. Its first event in a stage is reported. */
  recordKpi(context: RequestContext, kpi: string): void;
  /** Counts a reason, for instance `fault_skipped`. */
  count(reason: string): void;
  /** `caller>kind:dependency/operation` with this service as the caller. */
  callGroup(kind: string, dependency: string, operation?: string): string;

  /** What it does at this moment, for the service's own metrics. */
  status(): AgentStatus;

  /** Ends every injection, reports a last time if the line is up, closes the line. */
  stop(): Promise<void>;
}

/** Whom a call goes to: `host:port` as it was called, a place that the application told, or null: nobody knows. */
export type Callee = string | Place | null;

export interface AgentStatus {
  readonly service: string;
  /** The line to the control plane is up. */
  readonly connected: boolean;
  /** Rules in force and calls in flight. */
  readonly experiments: readonly { readonly experiment: string; readonly rules: number; readonly inFlight: number }[];
  /** Faults applied since the process began. */
  readonly injections: readonly { readonly callGroup: string; readonly fault: string; readonly count: number }[];
  /** Counted reasons since the agent started. */
  readonly counters: Readonly<Record<string, number>>;
}

export interface IncomingRequest {
  readonly method: string;
  /** Path without the query string. */
  readonly path: string;
  readonly query: string;
  /** `name` in lower case; a repeated header as one value. */
  header(name: string): string | undefined;
}

/** The context a request carries through the call path. `member` is what goes into `baggage`: token and unit property. */
export interface RequestContext {
  readonly member: string;
  readonly token: string;
  readonly experiment: string;
  readonly arm: Arm;
  readonly unit: string | null;
}

export interface Received {
  /** The incoming `baggage` without a member of ours that must not stay; undefined: remove the header; null: leave it untouched. */
  readonly baggage: string | undefined | null;
  readonly context: RequestContext | null;
  /** Present at an entry route: tell it how the request ended. */
  readonly outcome: EntryOutcome | null;
}

/**
 * Called by the plane when something happens to the response at an entry. Each is harmless when repeated or late; the
 * first one counts. Who closed an unfinished connection matters: a service that breaks it has failed, a client that
 * leaves early has not.
 */
export interface EntryOutcome {
  /** The response ended; `status` is the HTTP status. */
  finished(status: number): void;
  /** This service broke the connection before the response was whole: failed. */
  broken(): void;
  /** The client closed the connection before the response was whole: failed when that was after the path's objective. */
  left(): void;
}

/** A fault being applied to one call. In flight from `decide` until `end`. */
export interface Injection {
  readonly fault: FaultPlan;
  readonly experiment: string;
  readonly callGroup: string;
  /** Aborted by a halt and by the end of the lease: a delayed or hanging call then goes on to the real dependency. */
  readonly released: AbortSignal;
  /** The fault has been applied: counted as injected, once. */
  applied(): void;
  /** The fault could not be applied and the original call goes through: counted as `fault_skipped`. */
  skipped(): void;
  /** The fault no longer touches the call. */
  end(): void;
}

export interface FinishedCall {
  readonly callGroup: string;
  readonly context: RequestContext | null;
  readonly failed: boolean;
  readonly callee?: Callee;
}

/** What hid an injected failure from the caller of this service, or `visible` when nothing did. */
export type Fate = { readonly absorbedBy: 'fallback' | 'retry' | 'handler' } | 'visible';
export type BreakerEvent = 'opened' | 'rejected' | 'timed_out' | 'fallback';
