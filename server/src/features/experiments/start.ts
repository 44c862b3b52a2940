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
import { placeFor } from './place.ts';
import type { ExperimentPorts } from './ports.ts';
import { stageText } from './sentences.ts';
import { addEvent, insertRunning } from './write-queries.ts';

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
  return begin(on, body.scenario, 'live', actor, null, (scenario, path) => {
    if (body.trafficPpm !== undefined) return oneStage(body.trafficPpm);
    return body.ramp ?? scenario.ramp ?? path?.ramp ?? on.ports.ramp.defaultRamp(path);
  });
}

/** Starts a tester-only experiment that ends by itself after `ttlSeconds` seconds. */
export function startForTesters(on: Starting, scenario: string, ttlSeconds: number, actor: string): Promise<string> {
  return begin(on, scenario, 'tester', actor, ttlSeconds * 1_000, () => oneStage(1));
}

function oneStage(trafficPpm: number): RampPlan {
  return { stages: [{ trafficPpm, holdMs: 60_000, minExposedUnits: 10 }] };
}

async function begin(
  { database, ports, boot }: Starting,
  scenarioName: string,
  population: Population,
  actor: string,
  endsInMs: number | null,
  rampOf: (scenario: Scenario, path: CriticalPath | null) => RampPlan,
): Promise<string> {
  return database.transaction(async (client) => {
    await nextRevision(client);
    const found = await ports.scenarios.find(client, scenarioName);
    if (!found)
      throw new ApiError(
        'not_found',
        `there is no scenario ${JSON.stringify(scenarioName)}; \`hormesis scenarios list\` names them all`,
      );
    const { scenario } = found;
    const path = await ports.scenarios.path(client, scenario.path);
    const candidate = candidateOf(ports, population, scenario, path, rampOf(scenario, path));
    const [first, ...more] = refusalsOf(candidate, await worldOf(client, ports));
    if (first || !path)
      throw refused([
        first ?? { code: 'path_unknown', message: `there is no critical path ${scenario.path}` },
        ...more,
      ]);

    const id = `e${randomId(9)}`;
    const plan = planOf(ports, scenario, path, candidate);
    const trafficPpm = population === 'live' ? (plan.ramp.stages[0]?.trafficPpm ?? 0) : 0;
    const place = await placeFor(client, ports, { id, path: path.name, pool: [], trafficPpm });
    if (population === 'live' && place.pool.length === 0) {
      throw refused([
        {
          code: 'no_free_traffic',
          message: `all traffic of ${path.name} belongs to other experiments, first of all ${place.waitingFor?.experiment}`,
        },
      ]);
    }
    await insertRunning(client, {
      id,
      scenario: scenario.name,
      scenarioVersion: found.version,
      path: path.name,
      population,
      plan,
      ...place,
      armSalt: randomHex(8),
      unitKey: randomHex(16),
      actor,
      endsInMs,
      boot,
    });
    await addEvent(
      client,
      id,
      'created',
      actor,
      `${actor} created this experiment from ${scenario.name}, version ${found.version}.`,
      { plan },
    );
    await addEvent(
      client,
      id,
      'started',
      actor,
      population === 'live' ? 'Started on live traffic.' : 'Started for testers only, at 0 % of live traffic.',
    );
    if (population === 'live') {
      await addEvent(
        client,
        id,
        'stage_began',
        'hormesis',
        stageText(0, plan.ramp.stages.length, trafficPpm, place.pool, place.rhoPpm),
        { stage: 0, trafficPpm },
      );
    }
    await writeAudit(client, actor, population === 'live' ? 'experiment_started' : 'tester_experiment_started', id, {
      scenario: scenario.name,
    });
    return id;
  });
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

/** What goes on beside a candidate. Tester-only experiments are in nobody's way. */
export async function worldOf(client: Queryable, ports: ExperimentPorts): Promise<World> {
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
  const world = await worldOf(client, ports);
  return candidates.map(({ scenario, path, faults }) =>
    refusalsOf(
      {
        population: 'live',
        pathName: scenario.path,
        path,
        faults,
        ramp: scenario.ramp ?? path?.ramp ?? ports.ramp.defaultRamp(path),
      },
      world,
    ),
  );
}
