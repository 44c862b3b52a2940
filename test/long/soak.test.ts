import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { House } from '../harness/house.ts';
import { until } from '../harness/until.ts';
import { documents, faultsOf, KINDS, LANES, scenarioName } from './soak/documents.ts';
import { AGENTS, openProbedHouse, type SoakFleet, startFleet } from './soak/fleet.ts';
import { growthOf, moreThan } from './soak/growth.ts';
import { ENDINGS, Lane } from './soak/lane.ts';
import { lineOf, type Sample, takeSample } from './soak/sample.ts';
import { Traffic } from './soak/traffic.ts';

/** `SOAK_MINUTES=3 SOAK_HALTS=50 npm run test:long -- soak` for a look. A leak of a few bytes shows after more. */
const MINUTES = Number(process.env.SOAK_MINUTES ?? 60);
/** Agents remember a thousand halts: the soak begins beyond that. They take two minutes, so a short look does with fewer. */
const HALTS_BEFORE = Number(process.env.SOAK_HALTS ?? 1_010);
const REMEMBERED = Math.min(HALTS_BEFORE, 1_000);
const SAMPLES = 60;
const SAMPLE_MS = Math.max(5_000, (MINUTES * 60_000) / SAMPLES);
/** Kept connections close by themselves within this time: Node's servers keep them 5 s. */
const IDLE_MS = 8_000;
/** The control plane's connections to the database close after half a minute. */
const BACK_WITHIN_MS = 90_000;

const tell = (text: string): void => console.info(`${new Date().toISOString().slice(11, 19)} ${text}`);

let house: House;
let fleet: SoakFleet;
let traffic: Traffic;
let lanes: readonly Lane[];
const samples: Sample[] = [];
let atRestBefore: Sample;
let toldProblems = 0;

const ended = () => lanes.flatMap((lane) => lane.ended);

beforeAll(async () => {
  house = await openProbedHouse();
  fleet = await startFleet(house);
  await house.apply(...documents());
  traffic = new Traffic(fleet.gatewayUrl);
  lanes = LANES.map((_, lane) => new Lane(house, lane));
});
afterAll(() => house?.stop());

/** Everything stands still: then nothing that is reachable is there for a reason of this moment. */
async function rest(restMs: number): Promise<Sample> {
  await Promise.all(lanes.map((lane) => lane.pause()));
  await traffic.pause();
  await until('no call in flight', async () => (await house.agents()).every(({ inFlight }) => inFlight === 0));
  await wait(restMs);
  const sample = await takeSample(fleet, ended().length);
  tell(lineOf(sample));
  for (const problem of traffic.problems.slice(toldProblems)) tell(problem);
  toldProblems = traffic.problems.length;
  return sample;
}

/** The answer to a halt waits two seconds; on a busy machine an agent may be later. */
async function allConfirmed(halted: readonly string[]): Promise<void> {
  for (const id of halted) {
    const { halt } = await until(`the confirmations of ${id}`, async () => {
      const view = await house.experiment(id);
      return view.halt && view;
    });
    expect({ id, ...halt?.agents }).toEqual({ id, connected: AGENTS, confirmed: AGENTS, unknown: [] });
  }
}

function work(): void {
  traffic.begin();
  for (const lane of lanes) lane.begin();
}

test('more than a thousand halts in one process: none is refused, and all agents stay', {
  timeout: 600_000,
}, async () => {
  const halted: string[] = [];
  traffic.begin();
  for (let halts = 0; halts < HALTS_BEFORE; halts += 1) {
    const { id } = await house.post<{ id: string }>('/experiments', { scenario: scenarioName(0, 'error') });
    await house.post(`/experiments/${id}/halt`);
    halted.push(id);
  }
  await allConfirmed(halted);
  const sample = await rest(1_000);
  const remembered = Object.values(sample.processes).map(({ fields }) => fields['Standing.halted.#ids']);
  expect(remembered).toEqual([undefined, REMEMBERED, REMEMBERED, REMEMBERED]);
  expect(sample.agentsConnected).toBe(AGENTS);
});

test(`experiments start and end for ${MINUTES} minutes`, { timeout: (MINUTES + 10) * 60_000 }, async () => {
  work();
  await wait(Math.min(60_000, (MINUTES * 60_000) / 6));
  atRestBefore = await rest(IDLE_MS);
  const end = performance.now() + MINUTES * 60_000;
  while (performance.now() < end) {
    work();
    await wait(SAMPLE_MS);
    samples.push(await rest(1_500));
  }
  tell(
    `${traffic.requests} requests: ${traffic.answered} answered, ${traffic.left} left by their client; ${traffic.heldBack} users held back`,
  );
  tell(`outcomes ${JSON.stringify(Object.fromEntries([...traffic.outcomes].sort()))}`);
});

test('every request was answered', () => {
  expect(traffic.problems).toEqual([]);
  expect(traffic.answered + traffic.left).toBe(traffic.requests);
});

test('every experiment ended as wanted, every halt was confirmed, and every ending came up', async () => {
  expect(lanes.flatMap(({ problems }) => problems)).toEqual([]);
  for (const starved of lanes.flatMap((lane) => lane.starved)) tell(starved);
  await allConfirmed(ended().flatMap(({ id, ending }) => (ending === 'halt' ? [id] : [])));
  expect(new Set(ended().map(({ ending }) => ending))).toEqual(new Set(ENDINGS));
});

test('each fault was injected into each client', async () => {
  const injected = new Set<string>();
  for (const { id, kind } of ended()) {
    for (const flow of (await house.experiment(id)).flows)
      if (flow.injected > 0) injected.add(`${kind} ${flow.callGroup}`);
  }
  const wanted = LANES.flatMap((_, lane) =>
    KINDS.flatMap((kind) => faultsOf(lane, kind).map(({ callGroup }) => `${kind} ${callGroup}`)),
  );
  expect(wanted.filter((each) => !injected.has(each))).toEqual([]);
});

test('nothing grows: heap, timers, sockets and what agents and control plane keep', () => {
  const growth = growthOf(samples);
  for (const each of growth) {
    if (Math.abs(each.grewBy) >= 1) {
      tell(
        `${each.process}: ${each.what} ${each.grewBy.toFixed(0)} (${each.perExperiment.toFixed(2)} an experiment, ${each.allowed.toFixed(0)} allowed)`,
      );
    }
  }
  expect(growth.filter(({ grewBy, allowed }) => grewBy > allowed)).toEqual([]);
});

test('handles and timers are back where they were, nothing is in flight, the database has as many connections', async () => {
  let more: string[];
  const end = performance.now() + BACK_WITHIN_MS;
  do {
    more = moreThan(atRestBefore, await rest(IDLE_MS));
  } while (more.length > 0 && performance.now() < end);
  expect(more).toEqual([]);
  for (const { inFlight, agentsConnected, processes } of samples) {
    expect({ inFlight, agentsConnected }).toEqual({ inFlight: 0, agentsConnected: AGENTS });
    for (const { fields } of Object.values(processes)) expect(fields['Session.inFlight.#flying'] ?? 0).toBe(0);
  }
  // The pool's twelve and the one that listens.
  const tooMany = samples.filter(({ databaseConnections }) => databaseConnections.length > 13);
  expect(tooMany.map(({ databaseConnections }) => databaseConnections)).toEqual([]);
});

test('nothing was thrown that nobody caught, and Node had nothing to warn of', () => {
  // A machine that is busy with other things makes a control plane warn and an agent lose its line: told, and no error.
  const isHarmless = (line: string) => /^$|^\{"level":[45]0|^hormesis: no line to the control plane/.test(line);
  for (const [name, spawned] of Object.entries(fleet.processes)) {
    const said = spawned.output().split('\n');
    for (const line of said.filter((each) => /^\{"level":50|^hormesis:/.test(each))) tell(`${name}: ${line}`);
    expect({ name, said: said.filter((line) => !isHarmless(line)) }).toEqual({ name, said: [] });
  }
});

test('agents that know a thousand halts are taken by a control plane that was started anew', async () => {
  await house.controlPlane.stop();
  await house.restart();
  await house.agentsConnected(AGENTS);
  const lane = new Lane(house, 0);
  traffic.begin();
  lane.begin();
  await until('an experiment that passed', () => lane.ended.length > 0, 30_000);
  await lane.pause();
  await traffic.pause();
  expect(lane.problems).toEqual([]);
});
