import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness/until.ts';
import { type Plane, startPlane } from './plane.ts';
import { type ScriptedAgent, scriptedAgent } from './scripted-agent.ts';

let plane: Plane;
let here: ScriptedAgent;
let there: ScriptedAgent;

beforeAll(async () => {
  plane = await startPlane();
  const replica = await plane.replica();
  here = await plane.agent('edge');
  there = await scriptedAgent({ url: replica.url, token: plane.agentToken, service: 'shop', instance: 'shop-there' });
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
  await plane.post('/halt', { reason: 'from here' });
  const heard = await until('the halt there', () => there.frames.find((frame) => frame.type === 'halt'));
  expect(heard.experiments).toBe('all');
  expect((await there.report({ halted: [id] })).experiments).toEqual([]);
  await until('no rules', () => there.ruleset()?.experiments.length === 0);

  // The other replica only passed it on: one halt, by one person.
  const { items } = (await plane.get('/audit')).body;
  const halts = items.filter((entry: { action: string }) => entry.action.startsWith('halt'));
  expect(halts.map((entry: { actor: string; target: string }) => [entry.actor, entry.target])).toEqual([['admin', id]]);
  expect((await plane.view(id)).timeline.filter((event) => event.kind === 'halted')).toHaveLength(1);
});
