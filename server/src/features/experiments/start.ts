import type { Identity } from '@hormesis/contract/access.ts';
import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { Population, StartBody } from '@hormesis/contract/experiment.ts';
import { refused } from '../../platform/api-error.ts';
import { writeAudit } from '../../platform/audit-log.ts';
import { randomHex } from '../../platform/chance.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { once } from '../../platform/once.ts';
import { nextRevision } from '../../platform/revision.ts';
import { newExperimentId, type Plan } from './experiment.ts';
import { refusalsOf, type World } from './limits.ts';
import { type Place, placeFor } from './place.ts';
import { oneStage, type Prepared, planOf, prepare, type Wanted, wantedLive } from './plan.ts';
import { planAhead, type When, whenOf } from './plan-ahead.ts';
import type { ExperimentPorts } from './ports.ts';
import { stageText } from './sentences.ts';
import { approvalNeeded } from './share-limits.ts';
import { atThatTime, refuse, worldFor } from './world.ts';
import { addEvent, insertRunning, type NewExperiment } from './write-queries.ts';

export interface Starting {
  readonly database: Database;
  readonly ports: ExperimentPorts;
  readonly clock: Clock;
  /** Random name of this process: the first claim is its. */
  readonly boot: string;
}

/**
 * Starts an experiment, drafts it for another person's approval, or schedules it; all limits and the first pool are decided
 * in one transaction.
 * @returns the new experiment's id.
 * @throws ApiError not_found; bad_request for a time or an expression that cannot be; or the code of the first limit, with
 * all refusals.
 */
export function start(on: Starting, body: StartBody, by: Identity): Promise<string> {
  return startedOnce(on.database, (client) => startWithin(client, on, body, by, newExperimentId()));
}

/**
 * The same in a transaction that holds the ruleset revision, under an id that is known before: a game day writes it down as
 * its step first.
 */
export async function startWithin(
  client: Queryable,
  on: Starting,
  body: StartBody,
  by: Identity,
  id: string,
): Promise<string> {
  const { ports } = on;
  const prepared = await prepare(client, ports, { ...wantedLive(ports, body, by), id });
  const world = await worldFor(client, ports, prepared.candidate);
  const when = whenOf(body, world.now.nowMs);
  const waitsFor = approvalNeeded(prepared.candidate, world) ?? (body.draft ? `${by.name} asked for it` : null);
  const path = refuseBeyondLimits(prepared, world, { when, drafted: waitsFor !== null });
  if (waitsFor === null && when === null) return begin(client, on, { id, prepared, path, population: 'live', by });
  return planAhead(client, ports, { id, prepared, path, by, when, waitsFor, body, approvedBy: null });
}

/** Starts a tester-only experiment that ends by itself after `ttlSeconds` seconds. */
export function startForTesters(on: Starting, scenario: string, ttlSeconds: number, by: Identity): Promise<string> {
  const { database, ports } = on;
  const wanted: Wanted = { scenario, population: 'tester', by, rampOf: () => oneStage(1) };
  return startedOnce(database, async (client) => {
    const prepared = await prepare(client, ports, wanted);
    const world = await worldFor(client, ports, prepared.candidate);
    const path = refuseBeyondLimits(prepared, world, { when: null, drafted: false });
    const id = newExperimentId();
    return begin(client, on, { id, prepared, path, population: 'tester', by, endsInMs: ttlSeconds * 1_000 });
  });
}

/** One transaction under the ruleset revision; a request that is repeated with its key is given the experiment of the first. */
function startedOnce(database: Database, work: (client: Queryable) => Promise<string>): Promise<string> {
  return database.transaction((client) =>
    once(client, 'start', async () => {
      await nextRevision(client);
      return work(client);
    }),
  );
}

/**
 * Asks every limit: as they stand now, and of what begins later those that can be told ahead. What a draft waits for may
 * lift a limit on shares; when anything else refuses, those are told with it.
 */
function refuseBeyondLimits(
  { candidate }: Prepared,
  world: World,
  { when, drafted }: { when: When | null; drafted: boolean },
): CriticalPath {
  const asked = when ? atThatTime(world, candidate, when.dueAt.getTime()) : world;
  if (refusalsOf({ ...candidate, approved: drafted }, asked).length > 0) refuse(refusalsOf(candidate, asked));
  if (candidate.path) return candidate.path;
  throw refused([{ code: 'path_unknown', message: `there is no critical path ${candidate.pathName}` }]);
}

interface Beginning {
  readonly id: string;
  readonly prepared: Prepared;
  readonly path: CriticalPath;
  readonly population: Population;
  readonly by: Identity;
  /** Milliseconds until it ends by itself; absent: never. */
  readonly endsInMs?: number;
}

async function begin(
  client: Queryable,
  { ports, boot }: Starting,
  { id, prepared, path, population, by, endsInMs }: Beginning,
): Promise<string> {
  const { scenario, version, candidate } = prepared;
  const planned = planOf(ports, prepared, path);
  const plan = population === 'live' ? await predicted(client, ports, planned, path) : planned;
  const place = await firstPlace(client, ports, { id, path: path.name, population, plan });
  const created = {
    ...{ id, scenario: scenario.name, scenarioVersion: version, path: path.name, population, plan, ...place },
    ...{ armSalt: randomHex(8), unitKey: randomHex(16), actor: by.name, role: candidate.role, boot },
    endsInMs: endsInMs ?? null,
  };
  await insertRunning(client, created);
  await tellBeginning(client, created);
  return id;
}

/** The plan with whom and what it will touch, from the traffic at its start. */
export async function predicted(
  client: Queryable,
  ports: ExperimentPorts,
  plan: Plan,
  path: CriticalPath,
): Promise<Plan> {
  return { ...plan, prediction: await ports.predict(client, { ...plan, path }) };
}

/** The pool of the first stage; none for testers. Refused when all of the path's traffic belongs to others. */
export async function firstPlace(
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
  if (population === 'live') return tellStart(client, { ...created, text: 'Started on live traffic.' });
  await addEvent(client, id, 'started', actor, 'Started for testers only, at 0 % of live traffic.');
  await writeAudit(client, actor, 'tester_experiment_started', id, { scenario });
}

/** The lines of a start on live traffic. */
export async function tellStart(
  client: Queryable,
  begun: Pick<NewExperiment, 'id' | 'scenario' | 'plan' | 'pool' | 'rhoPpm' | 'actor'> & { readonly text: string },
): Promise<void> {
  const { id, actor, plan, scenario, pool, rhoPpm } = begun;
  await addEvent(client, id, 'started', actor, begun.text);
  const trafficPpm = firstShareOf('live', plan);
  const text = stageText(0, plan.ramp.stages.length, trafficPpm, pool, rhoPpm);
  await addEvent(client, id, 'stage_began', 'hormesis', text, { stage: 0, trafficPpm });
  await writeAudit(client, actor, 'experiment_started', id, { scenario });
}
