import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness/until.ts';
import { type Plane, startPlane } from './plane.ts';
import { type Relay, relayTo } from './relay.ts';
import type { ScriptedAgent } from './scripted-agent.ts';

let plane: Plane;
let relay: Relay;
let agents: ScriptedAgent[];

beforeAll(async () => {
  plane = await startPlane({
    async through(url) {
      relay = await relayTo(url);
      return relay;
    },
  });
  agents = await Promise.all([plane.agent('edge'), plane.agent('shop')]);
});
afterAll(() => plane.stop());

async function begin(): Promise<string> {
  await plane.post('/release');
  const id = await plane.start('offers-down');
  await until('a lease', async () => (await agents[0]?.report())?.experiments.some((each) => each.id === id));
  return id;
}

test('while the database is away a halt still goes out and stays in force, and is recorded when it is back', async () => {
  const id = await begin();
  relay.cut();
  const { status, body } = await plane.post('/halt', { reason: 'now, whatever is recorded' });
  expect(status).toBe(200);
  expect(body).toMatchObject({ halted: [id], agents: { connected: 2, confirmed: 2, unknown: [] }, recorded: false });
  const state = () =>
    plane.database.query('select state, reason from hormesis.experiments where experiment_id = $1', [id]);
  expect((await state()).rows[0]?.state).toBe('running');

  relay.mend();
  await until('the record', async () => (await state()).rows[0]?.state === 'halted');
  expect((await plane.get('/status')).body.hold.on).toBe(true);
  const view = await plane.view(id);
  expect(view).toMatchObject({ reason: 'now, whatever is recorded', verdict: 'inconclusive' });
  expect(view.timeline.filter((event) => event.kind === 'halted')).toHaveLength(1);
});

test('a database that hangs does not hold a halt back', async () => {
  const id = await begin();
  relay.freeze();
  const began = performance.now();
  const told = until('the halt at the agent', () =>
    agents[0]?.frames.some((frame) => frame.type === 'halt' && frame.experiments.includes(id)),
  ).then(() => performance.now() - began);
  const { status, body } = await plane.post(`/experiments/${id}/halt`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ halted: [id], agents: { confirmed: 2 }, recorded: false });
  // Three questions to the database come before it, and each is given a third of a second, not the ten of a statement.
  expect(await told).toBeLessThan(6_000);
  relay.mend();
  await until('the record', async () => (await plane.view(id)).state.name === 'halted', 20_000);
}, 40_000);

test.each(['halt', 'abort'] as const)(
  '%s of a game day goes out while the database is away, and is written when it is back',
  async (stop) => {
    await plane.post('/release');
    const plan = {
      ...{ kind: 'GameDay', name: 'dark-day', goal: 'To know.', path: 'checkout', roles: { lead: 'admin' } },
      ...{
        limits: { maxTreatmentPpm: 50_000 },
        steps: [{ kind: 'experiment', scenario: 'offers-down', trafficPpm: 20_000 }],
      },
    };
    const { id } = (await plane.post('/game-days', { yaml: JSON.stringify(plan) })).body;
    await plane.post(`/game-days/${id}/start`);
    const experiment = (await plane.post(`/game-days/${id}/next`, { step: 0 })).body.steps[0].experiment.id;
    await until('a lease', async () => (await agents[0]?.report())?.experiments.some((each) => each.id === experiment));
    relay.cut();
    const named = { halt: 'current', abort: 'dark-day' }[stop];
    const { status, body } = await plane.post(`/game-days/${named}/${stop}`, { reason: 'support is flooded' });
    expect([status, body]).toMatchObject([200, { halt: { halted: [experiment], recorded: false }, gameDay: null }]);
    relay.mend();
    const { steps, state } = await until(
      'the record',
      async () => {
        const day = (await plane.get(`/game-days/${id}`)).body;
        return day.steps[0].state.name === 'halted' && (stop === 'halt' || day.state.name === 'ended') && day;
      },
      20_000,
    );
    expect(steps[0].state).toMatchObject({ by: 'admin', reason: 'support is flooded' });
    if (stop === 'abort') expect(state).toMatchObject({ outcome: 'aborted', by: 'admin' });
    else await plane.post(`/game-days/${id}/abort`);
  },
  40_000,
);

test('a halt that is in force but not recorded is undone by nobody', async () => {
  const id = await begin();
  await plane.post(`/experiments/${id}/pause`);
  // Somebody holds the lock of all changes: the resume waits for it first, the record of the halt behind it.
  const waiting = await plane.database.transaction(async (client) => {
    await client.query('update hormesis.ruleset_revision set value = value + 1');
    const resuming = plane.post(`/experiments/${id}/resume`);
    await until('the resume at the lock', async () => {
      const locks = await plane.database.query('select 1 from pg_locks where not granted');
      return locks.rows.length > 0;
    });
    const halting = plane.post(`/experiments/${id}/halt`);
    await until('the halt', () =>
      agents[0]?.frames.some((frame) => frame.type === 'halt' && frame.experiments.includes(id)),
    );
    return { halting, resuming };
  });
  expect((await waiting.resuming).body.error.message).toMatch(/is (being )?halted/);
  expect((await waiting.halting).body.recorded).toBe(true);
  expect((await plane.view(id)).timeline.map((event) => event.kind)).not.toContain('resumed');
});

test('while the database is away everything else says so, and nothing is changed', async () => {
  await plane.post('/release');
  relay.cut();
  const answer = await plane.post('/experiments', { scenario: 'offers-down' });
  expect([answer.status, answer.body.error.code]).toEqual([503, 'database_unavailable']);
  const ready = await fetch(`${plane.url}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([503, { ready: false, reason: 'the database is away' }]);
  expect((await fetch(`${plane.url}/healthz`)).status).toBe(200);
  relay.mend();
  await until('readiness', async () => (await fetch(`${plane.url}/readyz`)).ok);
  const rows = await plane.database.query("select 1 from hormesis.experiments where state = 'running'");
  expect(rows.rows).toEqual([]);
});
