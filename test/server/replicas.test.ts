import type { Running } from '@hormesis/server/app/compose.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness/until.ts';
import { type Plane, startPlane } from './plane.ts';
import { type ScriptedAgent, scriptedAgent } from './scripted-agent.ts';

let plane: Plane;
let other: Running;
let here: ScriptedAgent;
let there: ScriptedAgent;

beforeAll(async () => {
  plane = await startPlane();
  other = await plane.replica();
  here = await plane.agent('edge');
  there = await scriptedAgent({ url: other.url, token: plane.agentToken, service: 'shop', instance: 'shop-there' });
});
afterAll(async () => {
  there.close();
  await plane.stop();
});

test('a start at one replica is a rule and a lease at the other, with the same tokens, and a halt reaches both', async () => {
  const id = await plane.start('offers-down');
  await until('the rules', () => there.ruleset()?.experiments.some((each) => each.id === id));
  for (const agent of [here, there]) {
    await until('a lease', async () => ((await agent.report()).experiments[0]?.leaseMs ?? 0) > 0);
  }
  const halted = await plane.post('/halt', { reason: 'from here' });
  expect(halted.body).toMatchObject({ halted: [id], agents: { connected: 2, confirmed: 2, unknown: [] } });
  const heard = await until('the halt there', () => there.frames.find((frame) => frame.type === 'halt'));
  expect(heard.experiments).toBe('all');
  expect((await there.report({ halted: [id] })).experiments).toEqual([]);
  await until('no rules', () => there.ruleset()?.experiments.length === 0);

  // The other replica only passed it on: one halt, by one person.
  const { items } = (await plane.get('/audit')).body;
  const halts = items.filter((entry: { action: string }) => entry.action.startsWith('halt'));
  expect(halts.map((entry: { actor: string; target: string }) => [entry.actor, entry.target])).toEqual([['admin', id]]);
  expect((await plane.view(id)).timeline.filter((event) => event.kind === 'halted')).toHaveLength(1);
  await plane.post('/release');
});

test('an agent of another replica that says nothing is named, and so is a replica that says nothing', async () => {
  const id = await plane.start('offers-down');
  await until('the rules', () => there.ruleset()?.experiments.some((each) => each.id === id));
  there.onHalt = () => {};
  // A process that told of itself a moment ago and hears nothing: nobody knows whom it still gives leases.
  await plane.database.query("insert into hormesis.replicas (boot, links) values ('deaf', 0)");
  const { body } = await plane.post(`/experiments/${id}/halt`);
  expect(body.agents).toEqual({ connected: 2, confirmed: 1, unknown: ['control plane deaf', 'shop-there'] });
  there.sendReport({ halted: [id] });
  const report = await until('the last word', async () => (await plane.view(id)).halt, 15_000);
  expect(report.agents).toEqual({ connected: 2, confirmed: 2, unknown: [], leaseOver: ['control plane deaf'] });
  await plane.database.query("delete from hormesis.replicas where boot = 'deaf'");
});

test('an agent that links up to another replica while a halt is being confirmed is told of it there', async () => {
  const id = await plane.start('stock-slow');
  await plane.post(`/experiments/${id}/halt`);
  const late = await scriptedAgent({ url: other.url, token: plane.agentToken, service: 'shop', instance: 'shop-late' });
  const halt = await until('the halt', () => late.frames.find((frame) => frame.type === 'halt'));
  expect(halt.experiments).toEqual([id]);
  late.close();
});

test('a halt whose replica died before it was recorded is recorded by those who heard of it', async () => {
  const id = await plane.start('offers-down');
  const halt = { kind: 'halt', halt: 'of-the-dead', experiments: [id], named: [id], from: 'dead' };
  await plane.database.query('select pg_notify($1, $2)', ['hormesis', JSON.stringify(halt)]);
  await until('the end', async () => (await plane.view(id)).state.name === 'halted', 15_000);
  expect((await plane.view(id)).timeline.filter((event) => event.kind === 'halted')).toHaveLength(1);
});
