import type { Clock } from '@hormesis/core/lease.ts';
import type { Agent } from './agent.ts';
import { systemClock } from './clock.ts';
import { Entry } from './entry.ts';
import { Incoming, UNTOUCHED } from './incoming.ts';
import { Kpis } from './kpis.ts';
import { addressesOf, linkUrl } from './link-url.ts';
import { Outgoing } from './outgoing.ts';
import { type HelloIdentity, Session } from './session.ts';
import { Standing } from './standing.ts';
import { Sums } from './sums.ts';

export interface ConnectOptions {
  /** The control plane's address, `http(s)://host[:port]`; several, separated by commas, when it has several replicas. */
  readonly url: string;
  /** Bearer token of role `agent`. */
  readonly token: string;
  readonly service: string;
  /** Unique to this process and worker thread. */
  readonly instance: string;
  readonly version: string;
  readonly runtime: string;
  readonly zone: string | null;
  readonly region: string | null;
  /** Where others reach this instance, each as `host:port`. */
  readonly addresses?: readonly string[];
  /** Kinds of call groups this agent has no hook for. */
  readonly unsupported: readonly string[];
  /** One line for a person: the line's problems and refused frames. */
  log?(message: string): void;
  /** Both clocks; tests bring their own. */
  readonly clock?: Clock;
}

/** Runs a part of the agent inside the host: whatever it throws is counted, and the host gets the neutral answer. */
function guarded<R>(sums: Sums, neutral: R, part: () => R): R {
  try {
    return part();
  } catch {
    sums.count('agent_error');
    return neutral;
  }
}

/** Addresses that cannot be used are told and left out. */
function linkUrls(list: string, log: (message: string) => void): string[] {
  const addresses = addressesOf(list);
  const bad = addresses.length === 0 ? [list] : addresses.filter((address) => linkUrl(address) === null);
  for (const address of bad)
    log(`the control plane's address must be http(s)://host[:port], got ${JSON.stringify(address)}`);
  return addresses.flatMap((address) => linkUrl(address) ?? []);
}

function identityOf(options: ConnectOptions, movable: boolean): HelloIdentity {
  const { service, instance, version, runtime, zone, region, unsupported, addresses = [] } = options;
  const reached = addresses.length > 0 ? { addresses: [...addresses] } : {};
  return { service, instance, version, runtime, zone, region, ...reached, unsupported: [...unsupported], movable };
}

/**
 * Connects an agent to the control plane and returns at once; it is idle until the first ruleset arrives. Never throws
 * and never keeps the process alive: with an impossible address it says so in the log and stays idle for good.
 */
export function connectAgent(options: ConnectOptions): Agent {
  const clock = options.clock ?? systemClock;
  const log = options.log ?? (() => {});
  const sums = new Sums();
  const standing = new Standing(clock);
  const entry = new Entry(standing, sums, clock);
  const kpis = new Kpis(standing, sums, clock);
  const urls = linkUrls(options.url, log);
  const session = new Session({
    urls,
    token: options.token,
    identity: identityOf(options, urls.length > 1),
    clock,
    standing,
    sums,
    rulesChanged: () => {
      for (const { id, sampleBelow, eventsBelow } of standing.ruleset.experiments.values())
        sums.sampling.ask(id, sampleBelow, eventsBelow);
      sums.sampling.keep((experiment) => standing.knows(experiment));
      entry.forgetEnded();
      kpis.forgetEnded();
    },
    log,
  });
  const incoming = new Incoming(standing, sums, entry);
  const outgoing = new Outgoing(standing, sums, session.inFlight, { region: options.region, zone: options.zone });

  return {
    get engaged() {
      return standing.engaged;
    },
    get carrying() {
      return standing.carrying;
    },
    // Not `guarded`, like two more below: these run for every request or call of a service, and without a closure.
    receive(request) {
      try {
        return incoming.receive(request);
      } catch {
        sums.count('agent_error');
        return UNTOUCHED;
      }
    },
    decide: (context, callGroup, callee) => guarded(sums, null, () => outgoing.decide(context, callGroup, callee)),
    outgoingBaggage: (existing, context, toFleet) =>
      guarded(sums, undefined, () => outgoing.baggage(existing, context, toFleet)),
    nameCall(context, callGroup, method, path) {
      try {
        return outgoing.nameCall(context, callGroup, method, path);
      } catch {
        sums.count('agent_error');
        return callGroup;
      }
    },
    recordCall(call) {
      try {
        outgoing.recordCall(call);
      } catch {
        sums.count('agent_error');
      }
    },
    recordFate: (context, callGroup, fate) =>
      guarded(sums, undefined, () => outgoing.recordFate(context, callGroup, fate)),
    recordBreaker: (context, callGroup, event) =>
      guarded(sums, undefined, () => outgoing.recordBreaker(context, callGroup, event)),
    recordKpi: (context, kpi) => guarded(sums, undefined, () => kpis.record(context, kpi)),
    count: (reason) => sums.count(reason),
    callGroup: (kind, dependency, operation) =>
      `${options.service}>${kind}:${dependency}${operation ? `/${operation.slice(0, 200)}` : ''}`,
    status: () => ({
      ...{ service: options.service, connected: session.connected, experiments: session.active() },
      ...{ injections: outgoing.injections.list(), counters: sums.counters() },
    }),
    stop: () => session.stop(),
  };
}
