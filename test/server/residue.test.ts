import type { AgentView } from '@hormesis/contract/topology.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness/until.ts';
import { type Plane, startPlane } from './plane.ts';
import type { ScriptedAgent } from './scripted-agent.ts';

let plane: Plane;
let shop: ScriptedAgent;
let edge: ScriptedAgent;

beforeAll(async () => {
  plane = await startPlane();
  [edge, shop] = [await plane.agent('edge'), await plane.agent('shop', { instance: 'shop-1' })];
});
afterAll(() => plane.stop());

/** An experiment of which both agents had rules, and that ended seven seconds ago. */
async function ended(): Promise<string> {
  const id = await plane.start('offers-down');
  for (const agent of [edge, shop]) {
    await until('a lease', async () => (await agent.report()).experiments.some(({ leaseMs }) => leaseMs > 0));
  }
  await plane.post(`/experiments/${id}/halt`);
  await plane.database.query(
    "update hormesis.experiments set ended_at = ended_at - interval '7 seconds', started_at = started_at - interval '7 seconds' where experiment_id = $1",
    [id],
  );
  return id;
}

const seen = async (): Promise<AgentView[]> => (await plane.get('/agents')).body.items;

test('an agent that still holds rules of what ended is named, once, and it is not said to have stopped until it lets go', async () => {
  const id = await ended();
  await edge.report();
  await shop.report({ active: [{ experiment: id, rules: 1, inFlight: 2 }] });
  const line = await until('the line in the timeline', async () =>
    (await plane.view(id)).timeline.find(({ kind }) => kind === 'residue'),
  );
  expect(line.text).toMatch(/^shop-1 still holds 1 rules and 2 calls of this experiment, \d+ s after its end\.$/);
  const agents = await seen();
  expect(agents.find(({ service }) => service === 'shop')?.residue).toEqual([
    { experiment: id, rules: 1, inFlight: 2 },
  ]);
  expect(agents.find(({ service }) => service === 'edge')?.residue).toEqual([]);
  await shop.report({ active: [{ experiment: id, rules: 1, inFlight: 0 }] });
  expect((await plane.view(id)).stoppedAt).toBeNull();

  await shop.report();
  await until('it has stopped', async () => (await plane.view(id)).stoppedAt);
  const told = (await plane.view(id)).timeline.filter(({ kind }) => kind === 'residue');
  expect(told).toHaveLength(1);
});

test('an agent that vanished is unknown until its lease is over: then what ended has stopped', async () => {
  const id = await plane.start('offers-down');
  const gone = await plane.agent('shop', { instance: 'shop-2' });
  for (const agent of [edge, shop, gone]) {
    await until('a lease', async () => (await agent.report()).experiments.some(({ leaseMs }) => leaseMs > 0));
  }
  gone.close();
  await plane.post(`/experiments/${id}/halt`);
  for (const agent of [edge, shop]) await agent.report();
  expect((await plane.view(id)).stoppedAt).toBeNull();
  await until('it has stopped', async () => (await plane.view(id)).stoppedAt, 20_000);
  const { rows } = await plane.database.query<{ silent: number }>(
    "select extract(epoch from stopped_at - last_report_at)::float8 as silent from hormesis.experiments, hormesis.agents where experiment_id = $1 and instance = 'shop-2'",
    [id],
  );
  expect(rows[0]?.silent).toBeGreaterThan(5);
});
