import type { AccessRole } from '@hormesis/contract/access.ts';
import { type CriticalPath, liveAllowed } from '@hormesis/contract/critical-path.ts';
import type { ErrorCode } from '@hormesis/contract/errors.ts';
import type { Population } from '@hormesis/contract/experiment.ts';
import type { HoldSwitch } from '@hormesis/contract/halt.ts';
import type { LoadPlan } from '@hormesis/contract/load.ts';
import type { Guardrails, RampPlan } from '@hormesis/contract/ramp.ts';
import type { ScenarioTermination } from '@hormesis/contract/scenario.ts';
import { callGroupsOverlap, matchesCallGroup, parseCallGroup } from '@hormesis/core/call-group.ts';
import { misfitOf } from '@hormesis/core/fault-fit.ts';
import type { PlannedFault } from './experiment.ts';
import { unreachable } from './exposure-limit.ts';
import { gameDayRefusals } from './game-day-limits.ts';
import { targetRefusal } from './load-limits.ts';
import { placeRefusals, takeoverRefusals } from './place-limits.ts';
import type { ConnectedAgent, GameDayOn, LimitsNow, OpenFinding } from './ports.ts';
import { approvalNeeded, shareRefusals } from './share-limits.ts';
import { closedWindow, pathsBeside } from './shared-entries.ts';

export interface LimitRefusal {
  readonly code: ErrorCode;
  readonly message: string;
}

/** What somebody wants to run. */
export interface Candidate {
  /** Of the experiment that is to begin or to go on; null: it has none yet. */
  readonly id: string | null;
  readonly population: Population;
  readonly scenario: string;
  readonly pathName: string;
  readonly path: CriticalPath | null;
  readonly faults: readonly PlannedFault[];
  /** The stages that are asked for: all of them at the start, later the one that begins. */
  readonly ramp: RampPlan;
  /** What it brings of traffic is asked too. */
  readonly load?: LoadPlan | undefined;
  readonly guardrails: Guardrails;
  readonly terminations: readonly ScenarioTermination[];
  /** It runs already, and `ramp` is one of its stages: what belongs to the plan as a whole was asked at its start. */
  readonly begun?: boolean;
  /** Of the person who made the plan. */
  readonly role: AccessRole;
  /** Another person approved this plan. */
  readonly approved: boolean;
}

/** What else is going on at that moment. */
export interface World {
  readonly now: LimitsNow;
  /** Requests a minute of the candidate's path; null: not observed, or its units are counted already. */
  readonly requestsPerMinute: number | null;
  /** How long a stage may wait for its gate, milliseconds, one for each stage of the candidate. */
  readonly timeoutsMs: readonly number[];
  readonly hold: HoldSwitch;
  readonly gameDays: readonly GameDayOn[];
  /** All critical paths: those that share an entry with the candidate's have a say. */
  readonly paths: readonly CriticalPath[];
  readonly running: readonly {
    readonly id: string;
    readonly path: string;
    readonly maxPpm: number;
    readonly entryServices: readonly string[];
    /** Its path is a sandbox: nobody is a customer there. */
    readonly sandbox: boolean;
    readonly callGroups: readonly string[];
  }[];
  readonly agents: readonly ConnectedAgent[];
  /** False for a start of another day: where agents will be then, nobody can tell. */
  readonly asksPlaces: boolean;
  /** Where agents of each service are, or were before they went away. */
  readonly lastSeen: readonly { readonly service: string; readonly region: string | null }[];
  /** What earlier runs of the candidate's scenario found and nobody has resolved. */
  readonly findings: readonly OpenFinding[];
}

/** Every limit that refuses the candidate, all at once. Empty: it may start. */
export function refusalsOf(candidate: Candidate, world: World): LimitRefusal[] {
  const { path } = candidate;
  const always = [...holdRefusal(world), ...agentRefusals(candidate, world), ...placeRefusals(candidate, world)];
  if (!path)
    return [
      { code: 'path_unknown', message: `there is no critical path ${JSON.stringify(candidate.pathName)}` },
      ...always,
    ];
  const anywhere = [
    ...allowlistRefusals(candidate, path),
    ...misfitRefusals(candidate),
    ...always,
    ...gameDayRefusals(candidate, path, world),
    ...loadRefusals(candidate, world),
  ];
  if (candidate.population === 'tester') return anywhere;
  const withBeside: [CriticalPath, ...CriticalPath[]] = [path, ...pathsBeside(path, world.paths)];
  return [
    ...anywhere,
    ...essentialRefusals(candidate, withBeside),
    ...takeoverRefusals(candidate, withBeside, world),
    ...shareRefusals(candidate, path, world),
    ...approvalRefusals(candidate, world),
    ...windowRefusals(path, world),
    ...exposureRefusals(candidate, world),
    ...busyRefusals(candidate, world),
    ...findingRefusals(candidate, world),
    ...terminationRefusals(candidate),
  ];
}

function holdRefusal({ hold }: World): LimitRefusal[] {
  if (!hold.on) return [];
  const why = hold.reason ? ` (${hold.reason})` : '';
  return [
    {
      code: 'hold_switch_set',
      message: `the hold switch is set by ${hold.by}${why}; nothing starts until somebody releases it`,
    },
  ];
}

// Roles are asked of the path as it stands now, not of the plan: the allowlist may have changed since the scenario was saved.
function allowlistRefusals({ faults, terminations }: Candidate, path: CriticalPath): LimitRefusal[] {
  if (faults.length === 0 && terminations.length === 0)
    return [{ code: 'call_group_not_allowed', message: 'the scenario comes to no call group at all' }];
  return faults
    .filter(({ callGroup }) => !path.allowlist.some((entry) => matchesCallGroup(entry.callGroup, callGroup)))
    .map(({ callGroup }) => ({
      code: 'call_group_not_allowed',
      message: `${callGroup} is not in the allowlist of ${path.name}`,
    }));
}

/** Asked again here: `everything: degradable` may have come to other call groups since the scenario was saved. */
function misfitRefusals({ faults }: Candidate): LimitRefusal[] {
  return faults.flatMap(({ callGroup, fault }) => {
    const message = misfitOf(fault.kind, callGroup);
    return message === null ? [] : [{ code: 'fault_not_applicable' as const, message }];
  });
}

/**
 * Failing what could fail an essential call needs an approval in each entry of the allowlist that says essential: of the
 * candidate's own path, the first one, and of every path that shares an entry with it.
 */
function essentialRefusals({ faults }: Candidate, [own, ...beside]: [CriticalPath, ...CriticalPath[]]): LimitRefusal[] {
  return faults.flatMap((fault) => {
    const { callGroup } = fault;
    const onOwn = needsApproval(own, fault) ?? fault.role === 'essential';
    const elsewhere = beside.filter((path) => needsApproval(path, fault) ?? false);
    return [...(onOwn ? [own] : []), ...elsewhere].map((path) => ({
      code: 'call_group_essential' as const,
      message: essentialText(callGroup, path.name, own.name),
    }));
  });
}

/** Whether an essential call that `callGroup` could fail is not approved for live traffic; null: `path` calls none of it essential. */
function needsApproval({ allowlist }: CriticalPath, { callGroup, where }: PlannedFault): boolean | null {
  const touched = allowlist.filter(
    (entry) => entry.role === 'essential' && callGroupsOverlap(entry.callGroup, callGroup),
  );
  return touched.length === 0 ? null : touched.some((entry) => !liveAllowed(entry, where));
}

function essentialText(callGroup: string, path: string, own: string): string {
  const where = path === own ? '' : ` on ${path}, which shares an entry with ${own}`;
  return `${callGroup} is essential${where}: the journey cannot work without it, so it is failed for testers only (make a tester token), unless ${path} carries a liveApproval for it`;
}

function approvalRefusals(candidate: Candidate, world: World): LimitRefusal[] {
  const message = approvalNeeded(candidate, world);
  return message === null ? [] : [{ code: 'approval_needed', message }];
}

function windowRefusals(path: CriticalPath, { now, paths }: World): LimitRefusal[] {
  const closed = closedWindow(path, pathsBeside(path, paths), now, now.nowMs);
  return closed === null ? [] : [{ code: 'window_closed', message: closedText(closed) }];
}

/** Why live traffic is not failed now, and from when on it is again. */
export function closedText({ reason, opensAtMs }: { reason: string; opensAtMs: number | null }): string {
  const opens =
    opensAtMs === null ? 'it does not open within a year' : `it opens at ${new Date(opensAtMs).toISOString()}`;
  return `${reason}; ${opens}`;
}

function exposureRefusals({ ramp }: Candidate, { requestsPerMinute, timeoutsMs }: World): LimitRefusal[] {
  if (requestsPerMinute === null) return [];
  return ramp.stages.flatMap((stage, index) => {
    const message = unreachable(stage, index, { requestsPerMinute, timeoutMs: timeoutsMs[index] ?? Infinity });
    return message === null ? [] : [{ code: 'exposure_unreachable' as const, message }];
  });
}

function busyRefusals({ faults }: Candidate, world: World): LimitRefusal[] {
  return faults.flatMap(({ callGroup }) => {
    const busy = world.running.find((each) => each.callGroups.some((other) => callGroupsOverlap(other, callGroup)));
    return busy
      ? [
          {
            code: 'call_group_busy' as const,
            message: `${callGroup} is already failed by experiment ${busy.id}; one experiment per call group`,
          },
        ]
      : [];
  });
}

function loadRefusals({ load }: Candidate, { now }: World): LimitRefusal[] {
  const message = load?.bring ? targetRefusal(load.bring, now.limits) : null;
  return message === null ? [] : [{ code: 'load_target_not_allowed', message }];
}

/** A failed hypothesis is not tried again on people before somebody has dealt with it. */
function findingRefusals({ scenario }: Candidate, { findings }: World): LimitRefusal[] {
  return findings.map(({ id, callGroup, title, experiment }) => ({
    code: 'finding_open',
    message: `finding ${id} of ${scenario} on ${callGroup} is open (${title}; experiment ${experiment}); fix it or accept it with a reason first`,
  }));
}

/** Kills belong to stages that there are, each to one of its own. */
function terminationRefusals({ terminations, begun, ramp: { stages } }: Candidate): LimitRefusal[] {
  if (begun) return [];
  const stageOf = ({ stage = stages.length }: ScenarioTermination) => stage;
  return terminations.flatMap((each, index): LimitRefusal[] => {
    const what = `terminations.${index}: ${each.group} dies in stage ${stageOf(each)}`;
    if (stageOf(each) > stages.length)
      return [{ code: 'termination_refused', message: `${what}, and the ramp has ${stages.length}` }];
    const first = terminations.findIndex((other) => stageOf(other) === stageOf(each));
    if (first === index) return [];
    return [
      { code: 'termination_refused', message: `${what}, and so does ${terminations[first]?.group}: one a stage` },
    ];
  });
}

function agentRefusals({ path, faults }: Candidate, { agents }: World): LimitRefusal[] {
  const entries = path?.entries.map((entry) => entry.service) ?? [];
  const callers = faults
    .flatMap(({ callGroup }) => parseCallGroup(callGroup)?.caller ?? [])
    .filter((caller) => caller !== '*');
  const missing = [...new Set([...entries, ...callers])].filter(
    (service) => !agents.some((agent) => agent.service === service),
  );
  const unsupported = faults.filter(({ callGroup }) => {
    const group = parseCallGroup(callGroup);
    return agents.some(
      (agent) =>
        group && (group.caller === '*' || group.caller === agent.service) && agent.unsupported.includes(group.kind),
    );
  });
  return [
    ...missing.map((service) => ({
      code: 'no_agents' as const,
      message: `no agent of the service ${service} is connected`,
    })),
    ...unsupported.map(({ callGroup }) => ({
      code: 'call_group_unsupported' as const,
      message: `an agent has no hook for ${callGroup}`,
    })),
  ];
}
