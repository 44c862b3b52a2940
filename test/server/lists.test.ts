import { auditEntry } from '@hormesis/contract/audit.ts';
import { agentView } from '@hormesis/contract/topology.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Plane, startPlane } from './plane.ts';

let plane: Plane;
beforeAll(async () => {
  plane = await startPlane();
});
afterAll(() => plane.stop());

async function read<T>(item: { parse(value: unknown): T }, path: string): Promise<{ items: T[]; total: number }> {
  const { status, body } = await plane.get(path);
  expect(status, JSON.stringify(body)).toBe(200);
  return { ...body, items: body.items.map((each: unknown) => item.parse(each)) };
}

test('of ten thousand agents a page of a hundred is read, the next one follows it, and one is found by its zone', async () => {
  await plane.database.query(
    `insert into hormesis.agents (instance, service, version, runtime, zone, connected_to)
     select 'shop-' || lpad(n::text, 5, '0'), 'shop', '1', 'node', case when n = 4711 then 'eu-lost' else 'eu-a' end, case when n % 10 > 0 then 'somewhere' end
       from generate_series(1, 10000) as n`,
  );
  const first = await read(agentView, '/agents?limit=100');
  const second = await read(agentView, '/agents?limit=100&offset=100');
  expect([first.items.length, second.items.length, first.total]).toEqual([100, 100, 10_000]);
  const names = [...first.items, ...second.items].map(({ instance }) => instance);
  expect(names).toEqual([...new Set(names)].sort());
  const lost = await read(agentView, '/agents?find=EU-Lost');
  expect(lost).toMatchObject({ total: 1, items: [{ instance: 'shop-04711', connected: true }] });
  expect((await read(agentView, '/agents?line=away&limit=1')).total).toBe(1_000);
  expect((await read(agentView, '/agents')).items.length).toBe(10_000);
});

test('the audit is read backwards page by page, and searched by who, what, on what and why', async () => {
  await plane.agent('edge');
  await plane.agent('shop');
  const id = await plane.start('offers-down');
  await plane.post('/halt', { reason: 'the drill of spring' });
  await plane.post('/release', { reason: 'spring is over' });
  const all = await read(auditEntry, '/audit');
  expect(all.items[0]).toMatchObject({ action: 'release', target: 'everything', title: null });
  const started = all.items.find(({ action }) => action === 'experiment_started');
  expect(started).toMatchObject({ target: id, title: (await plane.view(id)).title });
  const newest = await read(auditEntry, '/audit?limit=2');
  const older = await read(auditEntry, `/audit?before=${newest.items[1]?.id}`);
  expect([...newest.items, ...older.items]).toEqual(all.items);
  const found = async (text: string) =>
    (await read(auditEntry, `/audit?find=${encodeURIComponent(text)}`)).items.map(({ action }) => action);
  expect(await found('spring')).toEqual(['release', 'halt_all']);
  expect(await found('experiment started')).toEqual(['experiment_started']);
  expect(await found(id)).toContain('experiment_started');
});

test.each([
  '/agents?limit=0',
  '/agents?offset=-1',
  '/agents?line=maybe',
  '/agents?page=2',
  '/audit?before=soon',
  '/audit?limit=501',
])('%s is refused with what is allowed', async (path) => {
  const { status, body } = await plane.get(path);
  expect([status, body.error.code]).toEqual([400, 'bad_request']);
  expect(body.error.message).toMatch(/must be|is not known here/);
});
