import type { Identity } from '@hormesis/contract/access.ts';
import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { Population, StartBody } from '@hormesis/contract/experiment.ts';
import { kpiPlanOf } from '@hormesis/contract/kpi.ts';
import type { RampPlan } from '@hormesis/contract/ramp.ts';
import type { Scenario } from '@hormesis/contract/scenario.ts';
import { ApiError, refused } from '../../platform/api-error.ts';
import { writeAudit } from '../../platform/audit-log.ts';
import { randomHex, randomId } from '../../platform/chance.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { nextRevision } from '../../platform/revision.ts';
import type { Plan } from './experiment.ts';
import { type Candidate, refusalsOf } from './limits.ts';
import { type Place, placeFor } from './place.ts';
import type { ExperimentPorts } from './ports.ts';
import { stageText } from './sentences.ts';
import { refuse, worldFor } from './world.ts';
import { addEvent, insertRunning, type NewExperiment } from './write-queries.ts';

export interface Starting {
  readonly database: Database;
  readonly ports: ExperimentPorts;
  readonly clock: Clock;
  /** Random name of this process: the first claim is its. */
  readonly boot: string;
}

/**
 * Starts an experiment, all limits and the first pool decided in one transaction.
 * @returns the new experiment's id.
 * @throws ApiError not_found; or the code of the first limit, with all refusals.
 */
export function start(on: Starting, body: StartBody, by: Identity): Promise<string> {
  return begin(on, liveWanted(on, body, by));
}

/** What the body of a start asks for: its own ramp, else that of the scenario, of its path, or the default one. */
export function liveWanted({ ports }: Pick<Starting, 'ports'>, body: StartBody, by: Identity): Wanted {
  return {
    ...{ scenario: body.scenario, population: 'live', by, endsInMs: null },
    rampOf(scenario, path) {
      if (body.trafficPpm !== undefined) return oneStage(body.trafficPpm);
      return body.ramp ?? scenario.ramp ?? path?.ramp ?? ports.ramp.defaultRamp(path);
    },
  };
}

/** Starts a tester-only experiment that ends by itself after `ttlSeconds` seconds. */
export function startForTesters(on: Starting, scenario: string, ttlSeconds: number, by: Identity): Promise<string> {
  const endsInMs = ttlSeconds * 1_000;
  return begin(on, { scenario, population: 'tester', by, endsInMs, rampOf: () => oneStage(1) });
}

function oneStage(trafficPpm: number): RampPlan {
  return { stages: [{ trafficPpm, holdMs: 60_000, minExposedUnits: 10 }] };
}

interface Wanted {
  readonly scenario: string;
  readonly population: Population;
  readonly by: Identity;
  /** Milliseconds until it ends by itself, or null. */
  readonly endsInMs: number | null;
  rampOf(scenario: Scenario, path: CriticalPath | null): RampPlan;
}

function begin({ database, ports, boot }: Starting, wanted: Wanted): Promise<string> {
  const { population, by, endsInMs } = wanted;
  return database.transaction(async (client) => {
    await nextRevision(client);
    const { scenario, version } = await scenarioOf(client, ports, wanted.scenario);
    const path = await ports.scenarios.path(client, scenario.path);
    const candidate = candidateOf(ports, wanted, scenario, path);
    refuse(refusalsOf(candidate, await worldFor(client, ports, candidate)));
    if (!path) throw pathUnknown(scenario.path);

    const id = `e${randomId(9)}`;
    const planned = planOf(ports, scenario, path, candidate);
    const plan: Plan =
      population === 'live' ? { ...planned, prediction: await ports.predict(client, { ...planned, path }) } : planned;
    const place = await firstPlace(client, ports, { id, path: path.name, population, plan });
    const created = {
      ...{ id, scenario: scenario.name, scenarioVersion: version, path: path.name, population, plan, ...place },
      ...{ armSalt: randomHex(8), unitKey: randomHex(16), actor: by.name, role: by.role, endsInMs, boot },
    };
    await insertRunning(client, created);
    await tellBeginning(client, created);
    return id;
  });
}

/** The scenario of this name, and its version. */
export async function scenarioOf(client: Queryable, ports: ExperimentPorts, name: string) {
  const found = await ports.scenarios.find(client, name);
  if (found) return found;
  throw new ApiError(
    'not_found',
    `there is no scenario ${JSON.stringify(name)}; \`hormesis scenarios list\` names them all`,
  );
}

function pathUnknown(name: string): ApiError {
  return refused([{ code: 'path_unknown', message: `there is no critical path ${name}` }]);
}

/** The pool of the first stage; none for testers. Refused when all of the path's traffic belongs to others. */
async function firstPlace(
  client: Queryable,
  ports: ExperimentPorts,
  { id, path, population, plan }: Pick<NewExperiment, 'id' | 'path' | 'population' | 'plan'>,
): Promise<Place> {
  const place = await placeFor(client, ports, { id, path, pool: [], trafficPpm: firstShareOf(population, plan) });
  if (population === 'tester' || place.pool.length > 0) return place;
  const holder = place.waitingFor?.experiment;
  const message = `all traffic of ${path} belongs to other experiments, first of all ${holder}`;
  throw refused([{ code: 'no_free_traffic', message }]);
}

function firstShareOf(population: Population, { ramp }: Plan): number {
  return population === 'live' ? (ramp.stages[0]?.trafficPpm ?? 0) : 0;
}

/** The first lines of the timeline, and the one of the audit. */
async function tellBeginning(client: Queryable, created: NewExperiment): Promise<void> {
  const { id, scenario, scenarioVersion, population, plan, actor } = created;
  const made = `${actor} created this experiment from ${scenario}, version ${scenarioVersion}.`;
  await addEvent(client, id, 'created', actor, made, { plan });
  if (population === 'tester') {
    await addEvent(client, id, 'started', actor, 'Started for testers only, at 0 % of live traffic.');
    return writeAudit(client, actor, 'tester_experiment_started', id, { scenario });
  }
  await addEvent(client, id, 'started', actor, 'Started on live traffic.');
  const trafficPpm = firstShareOf(population, plan);
  const text = stageText(0, plan.ramp.stages.length, trafficPpm, created.pool, created.rhoPpm);
  await addEvent(client, id, 'stage_began', 'hormesis', text, { stage: 0, trafficPpm });
  await writeAudit(client, actor, 'experiment_started', id, { scenario });
}

/** What the limits judge. */
export function candidateOf(
  ports: ExperimentPorts,
  { population, by, rampOf }: Wanted,
  scenario: Scenario,
  path: CriticalPath | null,
): Candidate {
  return {
    ...{ population, scenario: scenario.name, pathName: scenario.path, path, ramp: rampOf(scenario, path) },
    faults: path ? ports.scenarios.resolve(scenario, path) : [],
    ...{ role: by.role, approved: false },
  };
}

/** Everything that is fixed at the start but the prediction. */
export function planOf(
  ports: ExperimentPorts,
  scenario: Scenario,
  path: CriticalPath,
  { faults, ramp, population }: Candidate,
): Plan {
  return {
    title: scenario.title,
    hypothesis: scenario.hypothesis,
    owner: scenario.owner ?? path.owner ?? '',
    faults,
    ramp,
    guardrails: scenario.guardrails,
    plannedMinutes: ports.ramp.plannedMinutesOf(ramp),
    rhoPpm: ramp.stages.map((stage) => (population === 'live' ? ports.ramp.layoutOf(stage.trafficPpm).rhoPpm : 0)),
    ...kpiPlanOf(scenario.guardrails.kpis ?? path.kpis ?? []),
    entryServices: path.entries.map((entry) => entry.service),
  };
}
