import { setTimeout as wait } from 'node:timers/promises';
import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import type { AgentView } from '@hormesis/contract/topology.ts';
import { until } from '../harness/until.ts';
import { readExperiments, readLines } from './collect.ts';
import type { DatabaseServer } from './database-server.ts';
import { SCENARIO_NAMES } from './documents.ts';
import { judge } from './judge/judge.ts';
import type { Violation } from './judge/material.ts';
import { type Deed, People } from './people.ts';
import { Performance } from './perform.ts';
import { REPLICAS, scheduleOf } from './schedule.ts';
import type { Spares } from './spares.ts';
import { AGENTS, World } from './world.ts';

/** How long a fleet may take to be warm, and to come back when all is mended, on a busy machine, milliseconds. */
const WARM_MS = 90_000;
const BACK_MS = 60_000;
const KEEP_RUNNING_MS = 1_000;
/** What was confirmed is watched for this much longer, milliseconds. */
const QUIET_MS = 300;

export interface Outcome {
  readonly violations: readonly Violation[];
  readonly deeds: readonly Deed[];
  /** Milliseconds until the fleet was warm, and in all. */
  readonly warmMs: number;
  readonly tookMs: number;
  readonly injections: number;
  readonly experiments: number;
  readonly confirmedHalts: number;
  readonly changesOfHands: number;
  /** The journals, kept when a promise did not hold. */
  readonly folder: string;
  /** What the replicas said, when a promise did not hold. */
  readonly said: string;
}

/**
 * Opens a world, lets the seed's schedule happen in it, mends everything, and judges what was written down. With `another`
 * one to come, the processes of the next world are made meanwhile.
 */
export async function runSeed(
  server: DatabaseServer,
  seed: number,
  spares: Spares,
  another: boolean,
): Promise<Outcome> {
  const beganMs = performance.now();
  const world = await World.open(server, seed, spares);
  const people = new People(world);
  const performing = new Performance(world, people);
  let keeping: NodeJS.Timeout | undefined;
  let violated = true;
  try {
    await warm(world, people);
    const warmMs = performance.now() - beganMs;
    let busy = false;
    keeping = setInterval(() => {
      if (busy) return;
      busy = true;
      void keepRunning(world, people).finally(() => {
        busy = false;
      });
    }, KEEP_RUNNING_MS);
    if (another) void spares.prepare().catch(() => {});
    await performing.play(scheduleOf(seed));
    clearInterval(keeping);
    await performing.heal();
    const back = await allConfirm(world, people);
    await wait(QUIET_MS);
    const material = {
      ...{ journals: world.journals(), deeds: people.deeds, delistedMs: performing.performed.delistedMs },
      ...{ experiments: await readExperiments(world.database), lines: await readLines(world.database) },
    };
    const violations = [...back, ...judge(material)];
    violated = violations.length > 0;
    return {
      ...{ violations, deeds: people.deeds, warmMs, tookMs: performance.now() - beganMs, folder: world.folder },
      injections: material.journals.flat().filter((line) => line.kind === 'injected').length,
      experiments: material.experiments.length,
      confirmedHalts: people.deeds.filter(({ halt }) => halt?.agents.unknown.length === 0).length,
      changesOfHands: material.lines.filter(({ kind }) => kind === 'control_changed_hands').length,
      said: violated ? world.said() : '',
    };
  } finally {
    clearInterval(keeping);
    await people.idle();
    await world.close(violated);
  }
}

async function warm(world: World, people: People): Promise<void> {
  await until(
    `${AGENTS} agents`,
    async () => {
      const { body } = await world.ask<{ items: AgentView[] }>(0, '/agents?limit=100', {});
      return body.items.filter(({ connected }) => connected).length === AGENTS;
    },
    WARM_MS,
  );
  await people.becomeKnown();
  await people.act('start', 0, 0, SCENARIO_NAMES[0]);
  const id = (await people.act('start', 0, 0, SCENARIO_NAMES[1]))?.experiment;
  if (!id) throw new Error(`nothing could be started: ${people.deeds.at(-1)?.told}`);
  await until(
    'the first injection',
    async () => (await world.ask<ExperimentView>(0, `/experiments/${id}`, {})).body.injections > 0,
    WARM_MS,
  );
}

/** A quiet fleet proves nothing: somebody releases the hold switch and starts again what does not run. */
async function keepRunning(world: World, people: People): Promise<void> {
  try {
    const { rows } = await world.database.query<{ name: string }>(
      "select scenario_name as name from hormesis.experiments where state = 'running'",
    );
    for (const name of SCENARIO_NAMES)
      if (!rows.some((each) => each.name === name)) await people.restart(name, people.deeds.length % REPLICAS);
  } catch {
    // The database is away: nobody can start anything.
  }
}

/** Everything works again, so everybody confirms a last halt, whichever replica is asked. */
async function allConfirm(world: World, people: People): Promise<Violation[]> {
  const end = performance.now() + BACK_MS;
  let last = 'no answer';
  for (let turn = 0; performance.now() < end; turn += 1) {
    const deed = await people.act('halt all', turn % 3, turn % REPLICAS);
    const agents = deed?.halt?.agents;
    if (deed?.halt?.recorded && agents?.unknown.length === 0 && agents.connected === AGENTS) return [];
    last = deed?.told ?? last;
    await wait(300);
  }
  return [
    {
      invariant: 'recovery',
      text: `${AGENTS} agents did not confirm a halt in ${BACK_MS} ms after all was mended: ${last}; ${world.said()}`,
    },
  ];
}
