import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { Population, StartBody } from '@hormesis/contract/experiment.ts';
import type { RampPlan } from '@hormesis/contract/ramp.ts';
import type { Scenario } from '@hormesis/contract/scenario.ts';
import { ApiError, refused } from '../../platform/api-error.ts';
import { writeAudit } from '../../platform/audit-log.ts';
import { randomHex, randomId } from '../../platform/chance.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { nextRevision } from '../../platform/revision.ts';
import type { Plan } from './experiment.ts';
import { listLive } from './experiment-queries.ts';
import { type Candidate, type LimitRefusal, maxPpmOf, refusalsOf, type World } from './limits.ts';
import { type Place, placeFor } from './place.ts';
import type { ExperimentPorts } from './ports.ts';
import { stageText } from './sentences.ts';
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
export function start(on: Starting, body: StartBody, actor: string): Promise<string> {
  return begin(on, {
    ...{ scenario: body.scenario, population: 'live', actor, endsInMs: null },
    rampOf(scenario, path) {
      if (body.trafficPpm !== undefined) return oneStage(body.trafficPpm);
      return body.ramp ?? scenario.ramp ?? path?.ramp ?? on.ports.ramp.defaultRamp(path);
    },
  });
}

/** Starts a tester-only experiment that ends by itself after `ttlSeconds` seconds. */
export function startForTesters(on: Starting, scenario: string, ttlSeconds: number, actor: string): Promise<string> {
  const endsInMs = ttlSeconds * 1_000;
  return begin(on, { scenario, population: 'tester', actor, endsInMs, rampOf: () => oneStage(1) });
}

function oneStage(trafficPpm: number): RampPlan {
  return { stages: [{ trafficPpm, holdMs: 60_000, minExposedUnits: 10 }] };
}

interface Wanted {
  readonly scenario: string;
  readonly population: Population;
  readonly actor: string;
  /** Milliseconds until it ends by itself, or null. */
  readonly endsInMs: number | null;
  rampOf(scenario: Scenario, path: CriticalPath | null): RampPlan;
}

function begin({ database, ports, boot }: Starting, wanted: Wanted): Promise<string> {
  const { population, actor, endsInMs } = wanted;
  return database.transaction(async (client) => {
    await nextRevision(client);
    const { scenario, version } = await scenarioOf(client, ports, wanted.scenario);
    const path = await ports.scenarios.path(client, scenario.path);
    const candidate = candidateOf(ports, population, scenario, path, wanted.rampOf(scenario, path));
    await refuseBeyondLimits(client, ports, candidate);
    if (!path) throw pathUnknown(scenario.path);

    const id = `e${randomId(9)}`;
    const planned = planOf(ports, scenario, path, candidate);
    const plan: Plan =
      population === 'live' ? { ...planned, prediction: await ports.predict(client, { ...candidate, path }) } : planned;
    const place = await firstPlace(client, ports, { id, path: path.name, population, plan });
    const created = {
      ...{ id, scenario: scenario.name, scenarioVersion: version, path: path.name, population, plan, ...place },
      ...{ armSalt: randomHex(8), unitKey: randomHex(16), actor, endsInMs, boot },
    };
    await insertRunning(client, created);
    await tellBeginning(client, created);
    return id;
  });
}

async function scenarioOf(client: Queryable, ports: ExperimentPorts, name: string) {
  const found = await ports.scenarios.find(client, name);
  if (found) return found;
  throw new ApiError(
    'not_found',
    `there is no scenario ${JSON.stringify(name)}; \`hormesis scenarios list\` names them all`,
  );
}

async function refuseBeyondLimits(client: Queryable, ports: ExperimentPorts, candidate: Candidate): Promise<void> {
  const [first, ...more] = refusalsOf(candidate, await worldFor(client, ports, candidate));
  if (first) throw refused([first, ...more]);
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

function candidateOf(
  ports: ExperimentPorts,
  population: Population,
  scenario: Scenario,
  path: CriticalPath | null,
  ramp: RampPlan,
): Candidate {
  return {
    population,
    scenario: scenario.name,
    pathName: scenario.path,
    path,
    ramp,
    faults: path ? ports.scenarios.resolve(scenario, path) : [],
  };
}

function planOf(
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
    kpis: ['failed'],
    entryServices: path.entries.map((entry) => entry.service),
  };
}

/** What goes on beside a candidate, and what earlier runs of its scenario left behind. */
export async function worldFor(
  client: Queryable,
  ports: ExperimentPorts,
  { scenario, faults }: Pick<Candidate, 'scenario' | 'faults'>,
): Promise<World> {
  const callGroups = faults.map(({ callGroup }) => callGroup);
  const [around, findings] = [
    await surroundings(client, ports),
    await ports.openFindings(client, scenario, callGroups),
  ];
  return { ...around, findings };
}

/** What goes on now, whoever the candidate is. Tester-only experiments are in nobody's way. */
async function surroundings(client: Queryable, ports: ExperimentPorts): Promise<Omit<World, 'findings'>> {
  const [hold, live, agents] = await Promise.all([
    ports.readHold(client),
    listLive(client),
    ports.connectedAgents(client),
  ]);
  return {
    hold,
    agents,
    running: live
      .filter((each) => each.population === 'live')
      .map((each) => ({
        id: each.id,
        path: each.path,
        maxPpm: maxPpmOf(each.plan.ramp),
        callGroups: each.plan.faults.map((fault) => fault.callGroup),
      })),
  };
}

/** What would refuse each candidate on live traffic now, with the ramp it would take. For the preview. */
export async function previewRefusals(
  client: Queryable,
  ports: ExperimentPorts,
  candidates: readonly { scenario: Scenario; path: CriticalPath | null; faults: Candidate['faults'] }[],
): Promise<LimitRefusal[][]> {
  const around = await surroundings(client, ports);
  return Promise.all(
    candidates.map(async ({ scenario, path, faults }) => {
      const ramp = scenario.ramp ?? path?.ramp ?? ports.ramp.defaultRamp(path);
      const callGroups = faults.map(({ callGroup }) => callGroup);
      const findings = await ports.openFindings(client, scenario.name, callGroups);
      return refusalsOf(
        { population: 'live', scenario: scenario.name, pathName: scenario.path, path, faults, ramp },
        { ...around, findings },
      );
    }),
  );
}
