import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { ErrorCode } from '@hormesis/contract/errors.ts';
import type { Population } from '@hormesis/contract/experiment.ts';
import type { HoldSwitch } from '@hormesis/contract/halt.ts';
import type { RampPlan } from '@hormesis/contract/ramp.ts';
import { callGroupsOverlap, matchesCallGroup, parseCallGroup } from '@hormesis/core/call-group.ts';
import { misfitOf } from '@hormesis/core/fault-fit.ts';
import type { PlannedFault } from './experiment.ts';
import type { OpenFinding } from './ports.ts';
import { percent } from './sentences.ts';

export interface LimitRefusal {
  readonly code: ErrorCode;
  readonly message: string;
}

/** What somebody wants to run. */
export interface Candidate {
  readonly population: Population;
  readonly scenario: string;
  readonly pathName: string;
  readonly path: CriticalPath | null;
  readonly faults: readonly PlannedFault[];
  readonly ramp: RampPlan;
}

/** What else is going on at that moment. */
export interface World {
  readonly hold: HoldSwitch;
  readonly running: readonly {
    readonly id: string;
    readonly path: string;
    readonly maxPpm: number;
    readonly callGroups: readonly string[];
  }[];
  readonly agents: readonly { readonly service: string; readonly unsupported: readonly string[] }[];
  /** What earlier runs of the candidate's scenario found and nobody has resolved. */
  readonly findings: readonly OpenFinding[];
}

/** Every limit that refuses the candidate, all at once. Empty: it may start. */
export function refusalsOf(candidate: Candidate, world: World): LimitRefusal[] {
  const { path } = candidate;
  const always = [...holdRefusal(world), ...agentRefusals(candidate, world)];
  if (!path)
    return [
      { code: 'path_unknown', message: `there is no critical path ${JSON.stringify(candidate.pathName)}` },
      ...always,
    ];
  const anywhere = [...allowlistRefusals(candidate, path), ...misfitRefusals(candidate), ...always];
  if (candidate.population === 'tester') return anywhere;
  return [
    ...anywhere,
    ...essentialRefusals(candidate),
    ...shareRefusals(candidate, path, world),
    ...busyRefusals(candidate, world),
    ...findingRefusals(candidate, world),
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
function allowlistRefusals({ faults }: Candidate, path: CriticalPath): LimitRefusal[] {
  if (faults.length === 0)
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

function essentialRefusals({ faults }: Candidate): LimitRefusal[] {
  return faults
    .filter(({ role }) => role === 'essential')
    .map(({ callGroup }) => ({
      code: 'call_group_essential',
      message: `${callGroup} is essential: the journey cannot work without it, so it is failed for testers only (make a tester token)`,
    }));
}

function shareRefusals(candidate: Candidate, path: CriticalPath, world: World): LimitRefusal[] {
  if (path.approval) return [];
  const wanted = maxPpmOf(candidate.ramp);
  const others = world.running.filter((each) => each.path === path.name).reduce((sum, each) => sum + each.maxPpm, 0);
  if (wanted + others <= path.maxTreatmentPpm) return [];
  const beside = others > 0 ? ` beside ${percent(others)} of other experiments` : '';
  return [
    {
      code: 'share_above_limit',
      message: `${percent(wanted)} of live traffic${beside} is above the ${percent(path.maxTreatmentPpm)} that ${path.name} allows without approval`,
    },
  ];
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

/** A failed hypothesis is not tried again on people before somebody has dealt with it. */
function findingRefusals({ scenario }: Candidate, { findings }: World): LimitRefusal[] {
  return findings.map(({ id, callGroup, title, experiment }) => ({
    code: 'finding_open',
    message: `finding ${id} of ${scenario} on ${callGroup} is open (${title}; experiment ${experiment}); fix it or accept it with a reason first`,
  }));
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

/** The largest share a ramp comes to, parts per million. */
export function maxPpmOf(ramp: RampPlan): number {
  return Math.max(0, ...ramp.stages.map((stage) => stage.trafficPpm));
}
