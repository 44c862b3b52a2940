import { randomBytes } from 'node:crypto';
import type { HaltFrame } from '@hormesis/contract/agent-link.ts';
import type { AgentView } from '@hormesis/contract/topology.ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { until } from '../harness/until.ts';
import { type Plane, startPlane } from './plane.ts';
import { type ScriptedAgent, scriptedAgent } from './scripted-agent.ts';

let plane: Plane;
let edge: ScriptedAgent;
let shop: ScriptedAgent;

beforeAll(async () => {
  plane = await startPlane();
  [edge, shop] = await Promise.all([plane.agent('edge'), plane.agent('shop')]);
});
afterAll(() => plane.stop());
beforeEach(async () => {
  const confirm = (agent: ScriptedAgent) => (frame: HaltFrame) => agent.ack(frame.halt);
  for (const agent of [edge, shop]) agent.onHalt = confirm(agent);
  await plane.post('/halt');
  await plane.post('/release');
});

test('a halt reaches every agent, is confirmed one by one, and is in the timeline with its confirmations', async () => {
  const id = await plane.start('offers-down');
  const answer = await plane.post(`/experiments/${id}/halt`, { reason: 'enough seen' });
  expect(answer.body).toMatchObject({
    halted: [id],
    agents: { connected: 2, confirmed: 2, unknown: [] },
    recorded: true,
  });
  const kinds = await until('the confirmations', async () => {
    const kinds = (await plane.view(id)).timeline.map((event) => event.kind);
    return kinds.includes('halt_confirmed') && kinds;
  });
  expect(kinds.slice(-3)).toEqual(['halted', 'verdict', 'halt_confirmed']);
  const view = await plane.view(id);
  expect(view).toMatchObject({ verdict: 'inconclusive', reason: 'enough seen', trafficPpm: 0 });
  expect(view.state).toMatchObject({ name: 'halted', by: 'admin', reason: 'person', detail: 'enough seen' });
  expect(view.halt?.agents).toEqual({ connected: 2, confirmed: 2, unknown: [] });
});

test('an agent that says nothing is named as unknown, and so is one whose calls are still being delayed', async () => {
  const id = await plane.start('offers-down');
  edge.onHalt = () => {};
  shop.onHalt = (frame) => shop.ack(frame.halt, [{ experiment: id, rules: 0, inFlight: 3 }]);
  const answer = await plane.post(`/experiments/${id}/halt`);
  expect(answer.body.agents.confirmed).toBe(0);
  expect(answer.body.agents.unknown).toEqual([edge.instance, shop.instance].sort());
});

test('an answer to an earlier halt, a report, and an ack with rules confirm nothing; the last delayed call does', async () => {
  const id = await plane.start('offers-down');
  edge.onHalt = () => {
    edge.ack('some-earlier-halt');
    edge.sendReport();
  };
  const heard = edge.frames.length;
  const halting = plane.post(`/experiments/${id}/halt`);
  const frame = await until('the halt', () => edge.frames.slice(heard).find((each) => each.type === 'halt'));
  edge.ack(frame.halt, [{ experiment: id, rules: 1, inFlight: 0 }]);
  await new Promise((wake) => setTimeout(wake, 150));
  edge.ack(frame.halt, [{ experiment: 'eother12', rules: 1, inFlight: 0 }]);
  const { body } = await halting;
  expect(body.agents).toEqual({ connected: 2, confirmed: 2, unknown: [] });
  expect(body.ms).toBeGreaterThanOrEqual(140);
});

test('halt all sets the hold switch: nothing starts until somebody releases it, and that is recorded', async () => {
  const id = await plane.start('offers-down');
  const { body } = await plane.post('/halt', { reason: 'an outage elsewhere' });
  expect(body.halted).toEqual([id]);
  expect((await plane.get('/status')).body.hold).toMatchObject({
    on: true,
    by: 'admin',
    reason: 'an outage elsewhere',
  });
  const refused = await plane.post('/experiments', { scenario: 'offers-down' });
  expect([refused.status, refused.body.error.code]).toEqual([409, 'hold_switch_set']);
  expect(refused.body.error.message).toMatch(/admin \(an outage elsewhere\)/);
  const tester = await plane.post('/tester-tokens', { scenario: 'offers-down' });
  expect(tester.body.error.code).toBe('hold_switch_set');
  await plane.post('/release', { reason: 'over' });
  const actions = (await plane.get('/audit')).body.items.map((entry: { action: string }) => entry.action);
  expect(actions.slice(0, 4)).toEqual(['release', 'experiment_refused', 'experiment_refused', 'halt_all']);
  await plane.start('offers-down');
});

test('the hold switch pauses what runs; resuming is refused until it is released', async () => {
  const id = await plane.start('offers-down');
  await until('the rules', async () => (await edge.report()).experiments.length > 0);
  await plane.post('/hold', { reason: 'failover' });
  const told = (await plane.view(id)).timeline.map(({ text }: { text: string }) => text);
  expect(told).toContain('admin set the hold switch, which paused this experiment: failover');
  expect((await plane.get('/status')).body.experiments).toEqual({ running: 0, paused: 1 });
  expect((await plane.view(id)).state).toMatchObject({ name: 'paused', by: 'admin', reason: 'failover' });
  await until('no rules', () => edge.ruleset()?.experiments.length === 0);
  expect((await edge.report()).experiments).toEqual([]);
  const refused = await plane.post(`/experiments/${id}/resume`);
  expect(refused.body.error.code).toBe('hold_switch_set');
  await plane.post('/release');
  expect((await plane.view(id)).state.name).toBe('paused');
  expect((await plane.post(`/experiments/${id}/resume`)).body.state.name).toBe('running');
});

test('what has ended is not halted again, what never was is not found, and neither reaches an agent', async () => {
  const id = await plane.start('offers-down');
  await plane.post(`/experiments/${id}/halt`);
  const heard = edge.frames.length;
  const again = await plane.post(`/experiments/${id}/halt`);
  expect([again.status, again.body.error.code]).toEqual([409, 'wrong_state']);
  expect((await plane.post('/experiments/enobody99/halt')).status).toBe(404);
  expect((await plane.post('/experiments/not%20an%20id/halt')).status).toBe(404);
  expect((await plane.post('/experiments/e%00null/halt')).status).toBe(404);
  expect(edge.frames.slice(heard).filter((frame) => frame.type === 'halt')).toEqual([]);
  for (const command of ['resume', 'promote', 'pause']) {
    expect((await plane.post(`/experiments/${id}/${command}`)).body.error.code).toBe('wrong_state');
  }
});

test('a reason with characters that the database refuses does not keep a halt from being recorded', async () => {
  const id = await plane.start('offers-down');
  const { body } = await plane.post('/halt', { reason: 'stop\0 it \ud800 now' });
  expect(body).toMatchObject({ halted: [id], recorded: true });
  expect((await plane.view(id)).reason).toBe('stop it \ufffd now');
});

test('a paused experiment is halted too, and an agent that knows a halt has it written', async () => {
  const paused = await plane.start('offers-down');
  await plane.post(`/experiments/${paused}/pause`);
  expect((await plane.post('/halt')).body.halted).toEqual([paused]);
  await plane.post('/release');

  const id = await plane.start('stock-slow');
  const late = await plane.agent('shop', { halted: [id] });
  await until('the halt', async () => (await plane.view(id)).state.name === 'halted');
  expect((await plane.view(id)).state).toMatchObject({ by: 'hormesis', reason: 'agent_reported' });
  expect((await late.report()).experiments).toEqual([]);
  late.close();
  await late.closed;
  const audit = (await plane.get('/audit')).body.items.filter((entry: { target: string }) => entry.target === id);
  expect(audit.map((entry: { action: string }) => entry.action)).toEqual(['halt', 'experiment_started']);
});

test('two people who halt at once both get an answer, and the timeline says it once', async () => {
  const id = await plane.start('offers-down');
  const answers = await Promise.all([plane.post('/halt'), plane.post('/halt'), plane.post(`/experiments/${id}/halt`)]);
  for (const { status, body } of answers.slice(0, 2)) {
    expect(status).toBe(200);
    expect(body.agents).toEqual({ connected: 2, confirmed: 2, unknown: [] });
  }
  const kinds = (await plane.view(id)).timeline.map((event) => event.kind);
  expect(kinds.filter((kind) => kind === 'halted')).toHaveLength(1);
});

test('starting and halting at the same time leaves nothing running behind the hold switch', async () => {
  for (let round = 0; round < 5; round += 1) {
    await Promise.all([
      plane.post('/experiments', { scenario: 'offers-down' }),
      plane.post('/halt', { reason: randomBytes(2).toString('hex') }),
      plane.post('/experiments', { scenario: 'stock-slow' }),
    ]);
    const live = await plane.database.query("select 1 from hormesis.experiments where state in ('running', 'paused')");
    expect(live.rows).toEqual([]);
    await plane.post('/release');
  }
});

test('an agent that lost its link within its lease is unknown, not stopped, until it is back and attests nothing', async () => {
  const id = await plane.start('offers-down');
  const gone = await plane.agent('shop');
  await until('a lease', async () => (await gone.report()).experiments.some(({ leaseMs }) => leaseMs > 0));
  gone.close();
  await until('the link is gone', async () => {
    const { items } = (await plane.get('/agents')).body;
    return items.some((each: AgentView) => each.instance === gone.instance && !each.connected);
  });
  const { body } = await plane.post(`/experiments/${id}/halt`);
  expect(body.agents).toEqual({ connected: 3, confirmed: 2, unknown: [gone.instance] });
  const back = await plane.agent('shop', { instance: gone.instance });
  await back.report({ sequence: 1 });
  const report = await until('the confirmations', async () => (await plane.view(id)).halt);
  expect(report.agents).toEqual({ connected: 3, confirmed: 3, unknown: [] });
  back.close();
});

test('an agent that left without a lease is waited for by nobody', async () => {
  const idle = await plane.agent('shop');
  await idle.report();
  idle.close();
  await idle.closed;
  const id = await plane.start('offers-down');
  await until('it is gone', async () => (await plane.get('/status')).body.agents.connected === 2);
  expect((await plane.post(`/experiments/${id}/halt`)).body.agents).toEqual({
    connected: 2,
    confirmed: 2,
    unknown: [],
  });
});

test('an agent that holds a lease of another replica is unknown here, until it comes over and attests nothing', async () => {
  const other = await plane.replica();
  const instance = `shop-${randomBytes(3).toString('hex')}`;
  const far = await scriptedAgent({ url: other.url, token: plane.agentToken, service: 'shop', instance });
  const id = await plane.start('offers-down');
  await until('a lease', async () => (await far.report()).experiments.some(({ leaseMs }) => leaseMs > 0));
  far.onHalt = () => {};
  const { body } = await plane.post(`/experiments/${id}/halt`);
  expect(body.agents).toEqual({ connected: 3, confirmed: 2, unknown: [instance] });
  far.close();
  const back = await plane.agent('shop', { instance });
  await back.report({ sequence: 1 });
  const report = await until('the confirmations', async () => (await plane.view(id)).halt);
  expect(report.agents).toEqual({ connected: 3, confirmed: 3, unknown: [] });
  back.close();
});
