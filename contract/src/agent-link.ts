import { z } from 'zod';
import { arm } from './arm.ts';
import { callGroup } from './call-group.ts';
import { unitSource } from './critical-path.ts';
import { fault } from './fault.ts';
import { experimentId, name, unitHash } from './name.ts';
import { where } from './place.ts';
import { trafficPpm } from './share.ts';

/** Where agents connect; JSON frames over a WebSocket with a bearer token of role `agent`. */
export const LINK_PATH = '/agent/v1/link';
/** An agent may go on injecting at most this long after it sent the last report that was answered, milliseconds. */
export const LEASE_MS = 5_000;
/** Name of our member of W3C `baggage`. */
export const BAGGAGE_MEMBER = 'hormesis';

const count = z.int().min(0);
/** A negative age is a moment that has not come yet: such a record is counted and dropped, and takes no other with it. */
const ageMs = z.int();
const shortText = z.string().max(200);
/** `host:port` in lower case, IPv6 without brackets. */
const address = z.string().regex(/^[0-9a-z._:-]{1,300}$/);

/* ---------------------------------------------------------------- control plane → agent */

const ringPosition = z.int().min(0).max(1_000_000);
/** `[from, to)` on a ring of 1,000,000 positions. */
export const ringRange = z.tuple([ringPosition, ringPosition]);
export type RingRange = z.infer<typeof ringRange>;

/** What an entry agent needs to put a request into an arm of one experiment. */
export const entryExperiment = z.object({
  id: experimentId,
  /** Salt of the arm ring. */
  salt: z.string(),
  stage: z.int().min(0),
  /** Below this position of the arm ring a unit is in treatment, parts per million. */
  rhoPpm: trafficPpm,
  pool: z.array(ringRange),
  /** Key of the unit hash, 32 hexadecimal digits. */
  unitKey: z.string().regex(/^[0-9a-f]{32}$/),
});

export const entryPath = z.object({
  path: name,
  /** Salt of the pool ring. */
  salt: z.string(),
  routes: z.array(z.object({ method: z.string(), pattern: z.string(), inner: z.boolean() })),
  unit: unitSource,
  deadlineMs: count,
  objectiveMs: count,
  experiments: z.array(entryExperiment),
});

export const rulesetExperiment = z.object({
  id: experimentId,
  path: name,
  stage: z.int().min(0),
  /** Arms in which faults apply: a tester-only experiment leaves treatment out. */
  arms: z.array(arm),
  /** The path's allowlist as far as it concerns this service; the agent checks it at the call, whatever `faults` says. */
  allowlist: z.array(callGroup),
  faults: z.array(z.object({ callGroup, fault })),
  /** Faults for some places only. Beside `faults`: an agent that knows no places must not take them for faults everywhere. */
  scoped: z.array(z.object({ callGroup, where, fault })).optional(),
  /** Share of the ring in treatment, for the events of KPIs that happen behind the entries. Older control planes leave it out. */
  rhoPpm: trafficPpm.optional(),
  /** Only units with a hash below this are told as exposed or by an application's event, in both arms; absent: all. It only falls. */
  sampleBelow: unitHash.optional(),
  /** The same for the events that entries see, which are told whole while a report can hold them. */
  eventsBelow: unitHash.optional(),
});

/** Whole, and only what this service needs. A ruleset alone permits nothing: leases come with `renewed`. */
export const ruleset = z.object({
  type: z.literal('ruleset'),
  revision: count,
  serverTimeMs: z.number(),
  keys: z.array(z.object({ id: z.string().regex(/^[a-z0-9]{1,16}$/), publicKey: z.string() })),
  entries: z.array(entryPath),
  experiments: z.array(rulesetExperiment),
  /** Where instances of the services that this one calls are, by the address they told. What is not here is nowhere known. */
  places: z
    .array(z.object({ address, region: z.string().nullable(), zone: z.string().nullable() }))
    .max(5_000)
    .optional(),
});

/** The answer to one numbered report. Each lease ends at the agent's own send time of that report + `leaseMs`. */
export const renewed = z.object({
  type: z.literal('renewed'),
  sequence: count,
  revision: count,
  serverTimeMs: z.number(),
  experiments: z.array(
    z.object({
      id: experimentId,
      leaseMs: z.int().min(0).max(LEASE_MS),
      /** Pre-signed arm tokens, for entries only. */
      tokens: z.object({ treatment: z.string(), control: z.string() }).optional(),
    }),
  ),
});

export const haltFrame = z.object({
  type: z.literal('halt'),
  /** Names this halt: the ack repeats it, so that an older ack on its way confirms nothing. */
  halt: z.string().max(64),
  experiments: z.union([z.literal('all'), z.array(experimentId)]),
  /** With `all`: ids that are remembered as halted also by an agent that has not heard of them yet. */
  named: z.array(experimentId).optional(),
});

export const downFrame = z.discriminatedUnion('type', [ruleset, renewed, haltFrame]);
export type Ruleset = z.infer<typeof ruleset>;
export type RulesetExperiment = z.infer<typeof rulesetExperiment>;
export type EntryPath = z.infer<typeof entryPath>;
export type EntryExperiment = z.infer<typeof entryExperiment>;
export type Renewed = z.infer<typeof renewed>;
export type HaltFrame = z.infer<typeof haltFrame>;
export type DownFrame = z.infer<typeof downFrame>;

/* ---------------------------------------------------------------- agent → control plane */

/** What an agent still holds of one experiment: rules in force and calls being failed at this moment. */
export const activeExperiment = z.object({ experiment: experimentId, rules: count, inFlight: count });

export const hello = z.object({
  type: z.literal('hello'),
  protocol: z.literal(2),
  service: name,
  instance: shortText.min(1),
  version: shortText,
  runtime: shortText,
  zone: shortText.nullable(),
  region: shortText.nullable(),
  /** Where others reach this instance, as the operator says; absent: nobody knows. */
  addresses: z.array(address).max(20).optional(),
  /** Kinds of call groups this agent has no hook for. */
  unsupported: z.array(shortText).max(100),
  /** Ids of experiments that were halted here; kept until the process exits. */
  halted: z.array(experimentId).max(1_000),
  active: z.array(activeExperiment).max(100),
  /** It knows other replicas to go to when this one ends the link; agents of one address come back to it. */
  movable: z.boolean().optional(),
});

/** So many sums of calls a report may hold, over all arms. */
const MOST_CALL_SUMS = 5_000;
/** One number for each of the `groups` beside it. */
const column = z.array(count).max(MOST_CALL_SUMS);

/**
 * Calls in one arm since the last report, in columns: a thousand agents say this every second, and a number costs little to
 * read where a name does not stand beside each. `experiment`, `arm` and `stage` are null outside any experiment. A column
 * that is left out is zeros.
 */
export const callColumns = z.object({
  experiment: experimentId.nullable(),
  arm: arm.nullable(),
  stage: z.int().nullable(),
  /** The call groups called, by their places in the report's `callGroups`. */
  groups: column,
  calls: column,
  /** Calls that the caller saw fail: status 500 and above, broken, timed out. */
  failures: column.optional(),
  injected: column.optional(),
  /** Requests whose first injection in this service was a call of this group. Left out, each injected call is one. */
  injectedRequests: column.optional(),
  /** Faults that were planned and left out because something in the agent was unexpected. */
  skipped: column.optional(),
  /** Injected calls whose failure the service hid from its caller, by what hid it: `fallback`, `retry`, `handler`. */
  absorbed: z.record(z.string().max(100), column).optional(),
  /** Injected calls whose request failed in this service. */
  visible: column.optional(),
  /** Breaker events. */
  opened: column.optional(),
  rejected: column.optional(),
  timedOut: column.optional(),
  fallbacks: column.optional(),
});

/** Requests at the entries of one path since the last report. Free traffic has neither experiment nor arm. */
export const pathSum = z.object({
  path: name,
  experiment: experimentId.nullable(),
  arm: arm.nullable(),
  stage: z.int().nullable(),
  requests: count,
  failed: count,
  /** Units behind the failed requests, each counted at most once in ten seconds. Older agents leave it out. */
  failingUnits: count.optional(),
});

/** Calls of one call group into one place since the last report, where the place of the callee is known. */
export const edge = z.object({
  callGroup,
  region: shortText.nullable(),
  zone: shortText.nullable(),
  calls: count,
  failures: count,
});

/** A unit's first request in an arm in a stage, and what became of it. Repeats do no harm. */
export const exposure = z.object({
  experiment: experimentId,
  stage: z.int().min(0),
  arm: z.enum(['treatment', 'control']),
  unit: unitHash,
  /** How long ago it happened when the report was sent, by the agent's monotonic clock, milliseconds. */
  ageMs,
  /** `pending` until the request ended or its deadline passed. */
  outcome: z.enum(['pending', 'ok', 'failed']),
  /** True when the request was unfinished at the path's objective; also told while the outcome is pending. */
  slow: z.boolean().optional(),
});

/**
 * A unit's first event of a KPI in an experiment, `failed` or `slow`, seen at the entries; or its first one in a stage of
 * what an application tells by its name.
 */
export const kpiEvent = z.object({
  experiment: experimentId,
  kpi: shortText,
  stage: z.int().min(0),
  rhoPpm: trafficPpm,
  arm: z.enum(['treatment', 'control']),
  unit: unitHash,
  ageMs,
});

/** An agent that could not hold all records of an experiment tells fewer units of it: those below these hashes. */
export const thinned = z.object({
  experiment: experimentId,
  sampleBelow: unitHash.optional(),
  eventsBelow: unitHash.optional(),
});
export type Thinned = z.infer<typeof thinned>;

const reportFields = z.object({
  type: z.literal('report'),
  /** Counts up by one for each report of this instance. */
  sequence: count,
  revision: count,
  active: z.array(activeExperiment).max(100),
  halted: z.array(experimentId).max(1_000),
  /** Names of the call groups that `calls` speaks of, each told once. */
  callGroups: z.array(callGroup).max(MOST_CALL_SUMS),
  calls: z.array(callColumns).max(MOST_CALL_SUMS),
  paths: z.array(pathSum).max(1_000),
  /** Absent: no place of a callee is known. */
  edges: z.array(edge).max(1_000).optional(),
  exposures: z.array(exposure).max(20_000),
  events: z.array(kpiEvent).max(20_000),
  /** What this agent told fewer units of than it was asked to; the control plane asks all others for no more. */
  thinned: z.array(thinned).max(100).optional(),
  /** Sums and events lost while the line was down. */
  dropped: count,
  /** Counted reasons since the agent started: `token_invalid`, `fault_skipped`, `call_group_not_allowed`, … */
  counters: z.record(z.string().max(100), count),
});

export const report = reportFields.superRefine(({ callGroups, calls }, context) => {
  const refuse = (message: string, ...path: (string | number)[]) =>
    context.addIssue({ code: 'custom', message, path: ['calls', ...path] });
  if (calls.reduce((sum, { groups }) => sum + groups.length, 0) > MOST_CALL_SUMS)
    refuse(`a report may hold at most ${MOST_CALL_SUMS} sums of calls`);
  for (const [at, { groups, experiment: _e, arm: _a, stage: _s, absorbed, ...counts }] of calls.entries()) {
    const beyond = groups.find((place) => place >= callGroups.length);
    if (beyond !== undefined)
      refuse(`${beyond} must be a place in callGroups, which has ${callGroups.length} names`, at, 'groups');
    for (const [name, column] of [...Object.entries(counts), ...Object.entries(absorbed ?? {})]) {
      if (column.length !== groups.length)
        refuse(`must have a number for each of the ${groups.length} groups, has ${column.length}`, at, name);
    }
  }
});

/** Sent at once after a halt, and again when what was still in flight has ended. */
export const ack = z.object({
  type: z.literal('ack'),
  /** The `halt` of the frame this answers. */
  halt: z.string().max(64),
  revision: count,
  active: z.array(activeExperiment).max(100),
  halted: z.array(experimentId).max(1_000),
});

export const upFrame = z.discriminatedUnion('type', [hello, report, ack]);
export type ActiveExperiment = z.infer<typeof activeExperiment>;
export type Hello = z.infer<typeof hello>;
export type CallColumns = z.infer<typeof callColumns>;
export type Edge = z.infer<typeof edge>;
export type PathSum = z.infer<typeof pathSum>;
export type Exposure = z.infer<typeof exposure>;
export type KpiEvent = z.infer<typeof kpiEvent>;
export type Report = z.infer<typeof report>;
export type Ack = z.infer<typeof ack>;
export type UpFrame = z.infer<typeof upFrame>;
