import type { Identity } from '@hormesis/contract/access.ts';
import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { Population, StartBody } from '@hormesis/contract/experiment.ts';
import { kpiPlanOf } from '@hormesis/contract/kpi.ts';
import type { RampPlan } from '@hormesis/contract/ramp.ts';
import type { Scenario } from '@hormesis/contract/scenario.ts';
import { ApiError } from '../../platform/api-error.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Plan, PlannedTermination } from './experiment.ts';
import type { Candidate } from './limits.ts';
import type { ExperimentPorts } from './ports.ts';

/** What somebody asked for, before anything is looked up. */
export interface Wanted {
  /** What it will be called, where that is known: a game day says so beforehand. */
  readonly id?: string;
  readonly scenario: string;
  /** It as nobody has saved it yet: for a preview, never for a start. */
  readonly document?: Scenario | undefined;
  readonly population: Population;
  readonly by: Identity;
  rampOf(scenario: Scenario, path: CriticalPath | null): RampPlan;
}

/** What is asked for, looked up: scenario and path as they stand now. */
export interface Prepared {
  readonly scenario: Scenario;
  readonly version: number;
  readonly path: CriticalPath | null;
  readonly candidate: Candidate;
}

/** The wish of a start on live traffic. */
export function wantedLive(ports: ExperimentPorts, body: StartBody, by: Identity): Wanted {
  return {
    ...{ scenario: body.scenario, population: 'live', by },
    rampOf(scenario, path) {
      if (body.trafficPpm !== undefined) return oneStage(body.trafficPpm);
      return body.ramp ?? scenario.ramp ?? path?.ramp ?? ports.ramp.defaultRamp(path);
    },
  };
}

export function oneStage(trafficPpm: number): RampPlan {
  return { stages: [{ trafficPpm, holdMs: 60_000, minExposedUnits: 10 }] };
}

/** @throws ApiError not_found when there is no such scenario. */
export async function prepare(client: Queryable, ports: ExperimentPorts, wanted: Wanted): Promise<Prepared> {
  const found = wanted.document
    ? { version: 0, scenario: wanted.document }
    : await ports.scenarios.find(client, wanted.scenario);
  if (!found) {
    const name = JSON.stringify(wanted.scenario);
    throw new ApiError('not_found', `there is no scenario ${name}; \`hormesis scenarios list\` names them all`);
  }
  const { scenario, version } = found;
  const path = await ports.scenarios.path(client, scenario.path);
  const candidate: Candidate = {
    id: wanted.id ?? null,
    ...{ population: wanted.population, scenario: scenario.name, pathName: scenario.path, path },
    faults: path ? ports.scenarios.resolve(scenario, path) : [],
    ramp: wanted.rampOf(scenario, path),
    guardrails: scenario.guardrails,
    load: scenario.load,
    terminations: wanted.population === 'live' ? (scenario.terminations ?? []) : [],
    ...{ role: wanted.by.role, approved: false },
  };
  return { scenario, version, path, candidate };
}

/** Everything that is fixed when the plan is made. */
export function planOf(
  ports: ExperimentPorts,
  { scenario, candidate }: Pick<Prepared, 'scenario' | 'candidate'>,
  path: CriticalPath,
): Plan {
  const { faults, ramp, population } = candidate;
  return {
    title: scenario.title,
    hypothesis: scenario.hypothesis,
    owner: scenario.owner ?? path.owner ?? '',
    faults,
    ramp,
    guardrails: scenario.guardrails,
    ...(scenario.load && { load: scenario.load }),
    plannedMinutes: ports.ramp.plannedMinutesOf(ramp),
    rhoPpm: ramp.stages.map((stage) => (population === 'live' ? ports.ramp.layoutOf(stage.trafficPpm).rhoPpm : 0)),
    ...kpiPlanOf(scenario.guardrails.kpis ?? path.kpis ?? []),
    entryServices: path.entries.map((entry) => entry.service),
    ...(candidate.terminations.length > 0 && { terminations: plannedTerminations(candidate, path) }),
  };
}

/** Each in its stage; what began before the group was whole is told within the path's deadline. */
function plannedTerminations({ terminations, ramp }: Candidate, { deadlineMs }: CriticalPath): PlannedTermination[] {
  return terminations
    .map(({ stage = ramp.stages.length, group, count, leashed, compareMs, settleMs }) => ({
      ...{ stage: stage - 1, group, count, leashed, compareMs },
      settleMs: Math.max(settleMs, Math.min(deadlineMs, compareMs - 1)),
    }))
    .sort((one, other) => one.stage - other.stage);
}
