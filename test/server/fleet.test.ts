import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness/until.ts';
import { type Plane, startPlane } from './plane.ts';
import { callSum, helloOf, scriptedAgent } from './scripted-agent.ts';

let plane: Plane;
beforeAll(async () => {
  plane = await startPlane();
});
afterAll(() => plane.stop());

const connected = async () => (await plane.get('/status')).body.agents.connected;
async function reports(result: string): Promise<number> {
  const text = await (await fetch(`${plane.url}/metrics`)).text();
  return Number(new RegExp(`hormesis_reports_total\\{result="${result}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
}

test('a link that says nothing is in nobody’s way, and one that reports before its hello is closed', async () => {
  const options = { url: plane.url, token: plane.agentToken, service: 'edge', instance: 'mute', hello: false };
  const mute = await scriptedAgent(options);
  mute.sendReport();
  expect(await mute.closed).toBe(4400);
  expect((await plane.post('/halt')).body.agents.connected).toBe(0);
  await plane.post('/release');
});

test('a second hello on one link is refused: an agent cannot leave a ghost under another name', async () => {
  const agent = await plane.agent('edge', { instance: 'first-name' });
  agent.send(helloOf({ url: '', token: '', service: 'edge', instance: 'second-name' }));
  expect(await agent.closed).toBe(4400);
  await until('nobody', async () => (await connected()) === 0);
  expect((await plane.post('/halt')).body.agents).toEqual({ connected: 0, confirmed: 0, unknown: [] });
  await plane.post('/release');
});

test('a link that breaks while its hello is being written is not waited for by halts', async () => {
  const options = { url: plane.url, token: plane.agentToken, service: 'edge', instance: 'short-lived', hello: false };
  await plane.database.transaction(async (client) => {
    await client.query('lock table hormesis.agents in exclusive mode');
    const agent = await scriptedAgent(options);
    agent.send(helloOf(options));
    await until('the hello at the lock', async () => {
      const locks = await plane.database.query('select 1 from pg_locks where not granted');
      return locks.rows.length > 0;
    });
    agent.close();
    await agent.closed;
    await new Promise((wake) => setTimeout(wake, 100));
  });
  await until('its row', async () => {
    const rows = await plane.database.query(
      "select 1 from hormesis.agents where instance = 'short-lived' and connected_to is null",
    );
    return rows.rows.length === 1;
  });
  expect((await plane.post('/halt')).body.agents.unknown).toEqual([]);
  await plane.post('/release');
});

test('the same instance on a second link replaces the first, which is closed: no agent is out of a halt’s reach', async () => {
  const first = await plane.agent('edge', { instance: 'twin' });
  const second = await plane.agent('edge', { instance: 'twin' });
  expect(await first.closed).toBe(4409);
  expect((await plane.post('/halt')).body.agents).toEqual({ connected: 1, confirmed: 1, unknown: [] });
  await plane.post('/release');
  expect(await connected()).toBe(1);
  second.close();
  await until('nobody', async () => (await connected()) === 0);
});

test('malformed frames are dropped and counted, and the link goes on', async () => {
  const agent = await plane.agent('edge');
  const before = await reports('refused');
  const good = { callGroup: 'edge>http:shop', calls: 1 };
  for (const frame of [
    'no json',
    '[]',
    { type: 'report' },
    { type: 'unheard-of' },
    { type: 'report', ...JSON.parse('{"__proto__": {"sequence": 1}}') },
  ])
    agent.send(frame);
  agent.sendReport({ calls: [{ ...callSum(good), calls: -1 }], sequence: 7 });
  agent.sendReport({ calls: [{ ...callSum(good), calls: 0.5 }], sequence: 7 });
  agent.sendReport({ calls: [{ ...callSum(good), callGroup: 'edge->nowhere' }], sequence: 7 });
  // What the schema lets pass and the database refuses.
  agent.sendReport({ counters: { 'a\0b': 1 }, sequence: 7 });
  await until('nine refused', async () => (await reports('refused')) === before + 9);
  await agent.report({ calls: [callSum(good)], sequence: 9 });
  const counted = await plane.database.query<{ calls: number }>(
    "select calls from hormesis.call_groups where call_group = 'edge>http:shop'",
  );
  expect(counted.rows).toEqual([{ calls: 1 }]);
  const { items } = (await plane.get('/agents')).body;
  const seen = items.find(({ instance }: { instance: string }) => instance === agent.instance);
  expect(seen.counters).toEqual({ report_refused: 9 });
  agent.close();
});

test('a report that is sent again while the first is still being written waits nowhere: it is answered once', async () => {
  const agent = await plane.agent('edge', { instance: 'impatient' });
  const answers = () => agent.frames.filter((frame) => frame.type === 'renewed').length;
  const repeated = await reports('repeated');
  await plane.database.transaction(async (client) => {
    await client.query("select 1 from hormesis.agents where instance = 'impatient' for update");
    agent.sendReport({ sequence: 1 });
    agent.sendReport({ sequence: 1 });
    agent.sendReport({ sequence: 1 });
    await until('two repeats', async () => (await reports('repeated')) === repeated + 2);
    expect(answers()).toBe(0);
  });
  await until('the answer', () => answers() === 1);
  await agent.report({ sequence: 2 });
  expect(answers()).toBe(2);
  agent.close();
});

test('an agent that is still there counts as connected again after its row was taken for silent', async () => {
  const agent = await plane.agent('edge', { instance: 'patient' });
  await plane.database.query("update hormesis.agents set connected_to = null where instance = 'patient'");
  const before = await connected();
  await agent.report();
  expect(await connected()).toBe(before + 1);
  agent.close();
});

test('each service hears only of its own calls, and a service that fails nothing still hears of the experiment', async () => {
  const [edge, shop, other] = await Promise.all(['edge', 'shop', 'other'].map((service) => plane.agent(service)));
  const id = await plane.start('offers-down');
  for (const agent of [edge, shop, other])
    await until('the experiment', () => agent?.ruleset()?.experiments.some((each) => each.id === id));
  expect(shop?.ruleset()?.experiments[0]).toMatchObject({
    id,
    arms: ['treatment', 'tester'],
    faults: [{ callGroup: 'shop>http:offers' }],
  });
  expect(shop?.ruleset()?.entries).toEqual([]);
  expect(edge?.ruleset()?.experiments[0]).toMatchObject({ faults: [], allowlist: ['edge>http:shop'] });
  expect(edge?.ruleset()?.entries[0]?.experiments[0]).toMatchObject({ id, stage: 0, rhoPpm: 500_000 });
  expect(other?.ruleset()?.experiments[0]).toMatchObject({ faults: [], allowlist: [] });

  const [atEdge, atShop] = [await edge?.report(), await shop?.report()];
  expect(atEdge?.experiments[0]?.leaseMs).toBeGreaterThan(0);
  expect(atEdge?.experiments[0]?.tokens?.treatment).toMatch(/^v1\.[a-z0-9]+\.e[a-z0-9]+\.treatment\./);
  expect(atShop?.experiments[0]).not.toHaveProperty('tokens');
  await plane.post('/halt');
  await plane.post('/release');
});

test('no lease comes from a claim that has run out, and none is longer than what is left of it', async () => {
  const [edge] = await Promise.all([plane.agent('edge'), plane.agent('shop')]);
  const id = await plane.start('offers-down');
  const replica = 'another process';
  const claim = (leftMs: number) =>
    plane.database.query(
      "update hormesis.experiments set controller = $2, controller_until = clock_timestamp() + $3 * interval '1 millisecond', looped_at = clock_timestamp() where experiment_id = $1",
      [id, replica, leftMs],
    );
  await claim(3_000);
  // A change of the rules makes this process read the row again.
  await plane.database.transaction(async (client) => {
    await client.query('select pg_notify(\'hormesis\', \'{"kind":"changed"}\')');
  });
  await until('a shorter lease', async () => {
    const leaseMs = (await edge.report()).experiments[0]?.leaseMs ?? 9_999;
    return leaseMs <= 3_000;
  });
  const lease = async () => {
    const answer = await edge.report();
    const row = await plane.database.query<{ left: number }>(
      'select extract(epoch from controller_until - clock_timestamp())::float8 * 1000 as left, controller from hormesis.experiments where experiment_id = $1',
      [id],
    );
    return { leaseMs: answer.experiments[0]?.leaseMs ?? 0, leftMs: row.rows[0]?.left ?? 0, at: performance.now() };
  };
  const before = performance.now();
  const { leaseMs, leftMs, at } = await lease();
  expect(leaseMs).toBeLessThanOrEqual(leftMs + (at - before) + 1);
  await plane.post('/halt');
  await plane.post('/release');
});
