import { setTimeout as wait } from 'node:timers/promises';
import type { HaltReport } from '@hormesis/contract/halt.ts';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type House, openHouse } from '../harness/house.ts';
import { armOf, type Relay, startRelay } from '../harness/relay.ts';
import { until } from '../harness/until.ts';
import type { RelayAnswer, RelayCall } from '../services/relay.ts';

const HELD_MS = 20_000;
const RATINGS = 'api>http:ratings';
const ENDED_BY_HALT = ['created', 'started', 'stage_began', 'halted', 'verdict', 'halt_confirmed'];

let house: House;
let gateway: Relay;

/** gateway → api → ratings; api also calls a host that is nobody of the fleet. */
beforeAll(async () => {
  house = await openHouse();
  const { controlPlane } = house;
  const [ratings, foreign] = await Promise.all([
    startRelay({ name: 'ratings', controlPlane }),
    startRelay({ name: 'foreign' }),
  ]);
  const api = await startRelay({ name: 'api', controlPlane, dependencies: { ratings }, strangers: { foreign } });
  gateway = await startRelay({ name: 'gateway', controlPlane, dependencies: { api } });
  for (const relay of [gateway, api, ratings, foreign]) house.keep(relay);
  await house.apply(
    {
      kind: 'CriticalPath',
      name: 'watch',
      title: 'Watch',
      entries: [{ service: 'gateway', routes: ['GET /watch/:title'] }],
      unit: { from: 'header', name: 'x-user-id' },
      allowlist: [{ callGroup: RATINGS, role: 'degradable' }],
      maxTreatmentPpm: 500_000,
      approval: { by: 'the test', reason: 'nobody is a customer here', sandbox: true },
    },
    scenario('ratings-fail', { kind: 'error', status: 503 }),
    scenario('ratings-hang', { kind: 'latency', delayMs: HELD_MS }),
  );
  await house.agentsConnected(3);
});
afterEach(async () => {
  await house.post('/halt');
  await house.post('/release');
});
afterAll(() => house?.stop());

function scenario(name: string, fault: object) {
  const words = { title: name, hypothesis: 'The page comes all the same.' };
  return { kind: 'Scenario', name, path: 'watch', ...words, faults: [{ callGroup: RATINGS, fault }] };
}

interface Seen {
  readonly user: string;
  /** By what arrived at api. */
  readonly arm: ReturnType<typeof armOf>;
  readonly api: RelayAnswer;
  readonly ratings: RelayCall;
  readonly foreign: RelayCall;
}

async function watch(user: string, baggage = 'shop=7'): Promise<Seen> {
  const api = (await gateway.ask({ 'x-user-id': user, baggage })).calls.api?.answer;
  const { ratings, foreign } = api?.calls ?? {};
  if (!api || !ratings || !foreign) throw new Error('the chain is broken');
  return { user, arm: armOf(api.baggage), api, ratings, foreign };
}

const users = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const watchAll = (names: readonly string[]) => Promise.all(names.map((user) => watch(user)));

/**
 * Waits until rules and leases are everywhere: the gateway assigns arms and api injects. Returns the requests that found
 * out; some may be delayed for long.
 */
async function hasBegun(prefix: string): Promise<Promise<Seen>[]> {
  const asked: Promise<Seen>[] = [];
  let assigns = false;
  let injects = false;
  await until(
    'arms and injections',
    async () => {
      const seen = watch(`${prefix}${asked.length}`);
      asked.push(seen);
      void seen.then(({ arm, ratings }) => {
        assigns ||= arm === 'control';
        injects ||= ratings.injectedBy !== null;
      });
      await Promise.race([seen, wait(100)]);
      return assigns && (injects || (await inFlight()) > 0);
    },
    20_000,
  );
  return asked;
}

const inFlight = async () => (await house.agents()).reduce((sum, agent) => sum + agent.inFlight, 0);

// Promise 1: no request outside an arm is injected. Promise 4: a halt is confirmed one by one.
test('the ratings of treatment users fail and nothing else does, until a halt that every agent confirms', async () => {
  const { id } = await house.post<{ id: string }>('/experiments', { scenario: 'ratings-fail', trafficPpm: 250_000 });
  await hasBegun('first');
  const seen = await watchAll(users('u', 80));
  for (const arm of ['treatment', 'control', null] as const) {
    expect(seen.filter((each) => each.arm === arm).length, `users in ${arm ?? 'no arm'}`).toBeGreaterThan(4);
  }
  for (const { arm, ratings, foreign } of seen) {
    expect(ratings.injectedBy).toBe(arm === 'treatment' ? id : null);
    expect(ratings.status).toBe(arm === 'treatment' ? 503 : 200);
    expect(foreign.answer?.service).toBe('foreign');
  }

  const { exitCode, told } = await house.hormesisJson<HaltReport>('halt', id);
  expect({ exitCode, agents: told.agents }).toEqual({
    exitCode: 0,
    agents: { connected: 3, confirmed: 3, unknown: [] },
  });
  for (const { arm, ratings } of await watchAll(users('u', 80))) {
    expect(arm).toBeNull();
    expect(ratings.answer?.service).toBe('ratings');
  }
  const { state, timeline } = await until('the confirmation in the timeline', async () => {
    const view = await house.experiment(id);
    return view.timeline.some((event) => event.kind === 'halt_confirmed') && view;
  });
  expect(state).toMatchObject({ name: 'halted', reason: 'person' });
  expect(timeline.map((event) => event.kind)).toEqual(ENDED_BY_HALT);
});

// Promise 5: contexts are stripped at the entry, and never sent to hosts outside the fleet.
test('a host outside the dependency map gets nothing of ours, other members of baggage arrive everywhere untouched', async () => {
  await house.post('/experiments', { scenario: 'ratings-fail', trafficPpm: 250_000 });
  await hasBegun('second');
  const seen = await watchAll(users('s', 60));
  const inArms = seen.filter((each) => each.arm !== null);
  expect(inArms.length).toBeGreaterThan(10);
  for (const { api, foreign } of seen) {
    expect(foreign.answer?.baggage).toBe('shop=7');
    expect(api.baggage).toMatch(/^shop=7(,hormesis=|$)/);
  }
  // The neighbour inside the fleet does get it: the agent knows whom it speaks to.
  for (const { arm, ratings } of inArms) if (arm === 'control') expect(armOf(ratings.answer?.baggage)).toBe('control');

  const stolen = inArms.find((each) => each.arm === 'treatment')?.api.baggage ?? '';
  const outsider = await until('a user in no arm', () => seen.find((each) => each.arm === null)?.user);
  const forged = await watch(outsider, stolen);
  expect({ arm: forged.arm, baggage: forged.api.baggage, injected: forged.ratings.injectedBy }).toEqual({
    arm: null,
    baggage: 'shop=7',
    injected: null,
  });
});

// Promise 4: a halt wakes calls that are being delayed, they go on to the real dependency; halt all sets the hold switch.
test('halt --all lets delayed calls go on to the real service, and nothing starts until the release', async () => {
  const { id } = await house.post<{ id: string }>('/experiments', { scenario: 'ratings-hang', trafficPpm: 250_000 });
  const probes = await hasBegun('third');
  const alreadyHeld = await inFlight();
  const answers = users('t', 60).map((user) => watch(user));
  await until('more calls that are being delayed', async () => (await inFlight()) > alreadyHeld + 4);

  const askedAtMs = Date.now();
  const { exitCode, told } = await house.hormesisJson<HaltReport>('halt', '--all');
  expect({ exitCode, told }).toMatchObject({
    exitCode: 0,
    told: { halted: [id], agents: { connected: 3, confirmed: 3, unknown: [] }, recorded: true },
  });
  const treated = (await Promise.all(answers)).filter(({ arm }) => arm === 'treatment');
  const delayed = treated.filter(({ ratings }) => ratings.beganAtMs < askedAtMs);
  expect(delayed.length).toBeGreaterThan(4);
  for (const { ratings } of delayed) {
    expect(ratings.answer?.service).toBe('ratings');
    expect(ratings.answer?.arrivedAtMs).toBeGreaterThanOrEqual(askedAtMs);
    expect(ratings.endedAtMs - ratings.beganAtMs).toBeLessThan(HELD_MS);
  }

  for (const { arm, ratings } of await watchAll(users('t', 60))) {
    expect(arm).toBeNull();
    expect(ratings.answer?.service).toBe('ratings');
  }
  const refused = await house.hormesis('run', 'ratings-fail', '--percent', '1');
  expect(refused.exitCode).toBe(4);
  expect(refused.stderr).toContain('hold switch');
  expect((await house.hormesis('release')).exitCode).toBe(0);
  const next = await house.hormesisJson<{ experiment: string }>('run', 'ratings-fail', '--percent', '1');
  expect(next.exitCode).toBe(0);

  // New rules make every agent report at once: api's own count of injections holds those of before the halt and no other.
  const reported = async () => (await house.experiment(id)).injections;
  expect(
    await until("api's counts", async () => (await reported()) >= delayed.length && reported(), 20_000),
  ).toBeLessThanOrEqual(treated.length + probes.length);
  const { timeline } = await house.experiment(id);
  expect(timeline.map((event) => event.kind)).toEqual(ENDED_BY_HALT);
});
