import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openHouse } from '../harness/house.ts';
import { armOf, type Relay, startRelay } from '../harness/relay.ts';
import { until } from '../harness/until.ts';

/** Enough that two percent of them are somebody. */
const EVERYBODY = Array.from({ length: 600 }, (_, index) => `user-${index}`);
/** Of whom shares are measured, whatever became of them in the first stage. */
const SAMPLE = 250;
const SHARES_PPM = [20_000, 100_000, 250_000, 500_000, 950_000];
const AT_ONCE = 16;

type Arm = ReturnType<typeof armOf>;

let house: House;
let gateways: readonly Relay[];

/** Two processes of one gateway in front of a service that knows nothing of Hormesis and tells what arrived. */
beforeAll(async () => {
  house = await openHouse();
  const { controlPlane } = house;
  const api = house.keep(await startRelay({ name: 'api' }));
  const gateway = async () => house.keep(await startRelay({ name: 'gateway', controlPlane, dependencies: { api } }));
  gateways = await Promise.all([gateway(), gateway()]);
  const words = { title: 'A hair slower', hypothesis: 'Nobody notices a millisecond.' };
  await house.apply(
    {
      kind: 'CriticalPath',
      name: 'watch',
      title: 'Watch',
      entries: [{ service: 'gateway', routes: ['GET /watch/:title'] }],
      unit: { from: 'header', name: 'x-user-id' },
      allowlist: [{ callGroup: 'gateway>http:api', role: 'degradable' }],
      maxTreatmentPpm: 1_000_000,
      approval: { by: 'the test', reason: 'nobody is a customer here', sandbox: true },
    },
    {
      ...{ kind: 'Scenario', name: 'a-hair-slower', path: 'watch', ...words },
      faults: [{ callGroup: 'gateway>http:api', fault: { kind: 'latency', delayMs: 1 } }],
      // Nothing passes by itself: the test promotes when it has seen everybody.
      ramp: { stages: SHARES_PPM.map((trafficPpm) => ({ trafficPpm, holdMs: 3_600_000, timeoutMs: 7_200_000 })) },
    },
  );
  await house.agentsConnected(2);
});
afterAll(() => house?.stop());

/** Both gateways hold the newest rules and a lease on them. */
async function rulesArrived(): Promise<void> {
  const client = new pg.Client({ connectionString: house.database.url });
  await client.connect();
  const { rows } = await client.query('select value::int as revision from hormesis.ruleset_revision');
  await client.end();
  const { revision } = rows[0];
  await until(
    'the stage at both gateways',
    async () => {
      const agents = await house.agents();
      return agents.length === 2 && agents.every((agent) => agent.revision >= revision && agent.activeRules > 0);
    },
    20_000,
  );
}

/** The arm in which each user's request arrived behind the gateways. In every stage a user comes through the other gateway. */
async function armsOf(users: readonly string[], stage: number): Promise<Map<string, Arm>> {
  const arms = new Map<string, Arm>();
  const waiting = [...users.entries()];
  const ask = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const [index, user] = next;
      const answer = await gateways[(index + stage) % 2]?.ask({ 'x-user-id': user });
      arms.set(user, armOf(answer?.calls.api?.answer?.baggage));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return arms;
}

// Promise 2: a treatment user stays in treatment for the whole ramp; control users stay up to 50 %, above some move to treatment.
test('across two gateways nobody changes arms up to 50 %, and above it all moves go into treatment', {
  timeout: 90_000,
}, async () => {
  const { id } = await house.post<ExperimentView>('/experiments', { scenario: 'a-hair-slower' });
  const stages: Map<string, Arm>[] = [];
  let followed = EVERYBODY;
  for (const stage of SHARES_PPM.keys()) {
    if (stage > 0) await house.post(`/experiments/${id}/promote`, { reason: 'everybody was seen' });
    await rulesArrived();
    stages.push(await armsOf(followed, stage));
    if (stage === 0) followed = EVERYBODY.filter((user, index) => index < SAMPLE || stages[0]?.get(user));
  }
  const histories = followed.map((user) => stages.map((arms) => arms.get(user) ?? null));
  const sample = histories.slice(0, SAMPLE);
  const share = (stage: number, arm: Arm) => sample.filter((history) => history[stage] === arm).length / SAMPLE;

  for (const history of histories) {
    const upToHalf = history.slice(0, 4);
    const first = upToHalf.find((arm) => arm !== null) ?? null;
    const joined = upToHalf.indexOf(first);
    expect(upToHalf.slice(joined), `a user's arms: ${history.join(' ')}`).toEqual(
      upToHalf.slice(joined).map(() => first),
    );
    if (first === 'treatment') expect(history[4]).toBe('treatment');
    expect(history[4], 'above 50 % everybody is in an arm').not.toBeNull();
  }
  // It is a ramp, so that the sentences above are not about nobody. The bounds are where chance does not go.
  for (const arm of ['treatment', 'control'] as const) {
    expect(histories.filter((history) => history[0] === arm).length, `users in ${arm} at 2 %`).toBeGreaterThan(0);
  }
  for (const [stage, ppm] of SHARES_PPM.entries()) {
    const wanted = ppm / 1_000_000;
    if (stage > 0) expect(share(stage, 'treatment')).toBeGreaterThan(wanted * 0.15);
    expect(share(stage, 'treatment')).toBeLessThan(wanted * 1.5 + 0.1);
  }
  const moved = histories.filter((history) => history[3] === 'control' && history[4] === 'treatment');
  expect(moved.length).toBeGreaterThan(60);
  expect(share(4, 'control'), 'the holdback at 95 %').toBeGreaterThan(0);
  const { timeline } = await house.experiment(id);
  expect(timeline.filter((event) => event.kind === 'arms_moved')).toHaveLength(1);
  expect(timeline.filter((event) => event.kind === 'promoted')).toHaveLength(4);
});
