import { findingView } from '@hormesis/contract/finding.ts';
import { settle } from '@hormesis/server/features/findings/findings.ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { until } from '../harness/until.ts';
import { type Plane, startPlane } from './plane.ts';

let plane: Plane;
let operator: string;

beforeAll(async () => {
  plane = await startPlane();
  await plane.agent('edge');
  await plane.agent('shop');
  operator = await plane.tokenOf('operator', 'ada');
});
afterAll(() => plane.stop());
beforeEach(async () => {
  await plane.database.query('update hormesis.experiments set findings_at = now() where ended_at is not null');
  await plane.database.query('truncate hormesis.finding_events, hormesis.findings');
});

const unexpected = (experiment: string, error: Error) => {
  throw new Error(`${experiment} could not be settled`, { cause: error });
};

/** An experiment that ends at once with this verdict, as its row tells; its calls were injected, and users saw it. */
async function ended(
  verdict: 'passed' | 'failed' | 'inconclusive',
  { stage = 0, settled = true } = {},
): Promise<string> {
  const id = await plane.start('offers-down');
  await plane.database.query(
    `insert into hormesis.call_sums (experiment_id, stage, arm, call_group, instance, service, calls, failures, injected, skipped,
       absorbed_fallback, absorbed_retry, absorbed_handler, visible, opened, rejected, timed_out, fallbacks)
     values ($1, $2, 'treatment', 'shop>http:offers', 'shop-1', 'shop', 20, 20, 20, 0, 8, 0, 0, 12, 0, 0, 0, 0)`,
    [id, stage],
  );
  // In one statement: nobody sees it ended without its verdict.
  await plane.database.query(
    `update hormesis.experiments set state = $3, verdict = $2, reason = '12 users failed', ended_at = clock_timestamp(), stage = $4, revision = revision + 1,
       state_data = '{"by": "hormesis", "reason": "harm", "detail": "12 users failed"}' where experiment_id = $1`,
    [id, verdict, verdict === 'failed' ? 'halted' : 'completed', stage],
  );
  if (!settled) return id;
  await settle(plane.database, unexpected);
  // The control plane settles too, once a second: when it was first, this waits for it.
  await until('the verdict to be turned into findings', async () => {
    const { body } = await plane.get('/findings');
    return verdict === 'inconclusive' || body.items.length > 0;
  });
  return id;
}

async function findings() {
  const { body } = await plane.get('/findings');
  return body.items.map((item: unknown) => item);
}

function start() {
  return plane.post('/experiments', { scenario: 'offers-down' });
}

/** Starts and stops it: a start that works. */
async function mayStart(): Promise<boolean> {
  const { status, body } = await start();
  if (status !== 201) return false;
  await plane.post(`/experiments/${body.id}/halt`, {});
  return true;
}

test('a failed run makes one finding with its evidence, and keeps its scenario from live traffic until somebody deals with it', async () => {
  const experiment = await ended('failed');
  const [finding, ...others] = await findings();
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    ...{ scenario: 'offers-down', callGroup: 'shop>http:offers', blocking: true, timesFound: 1 },
    state: { name: 'open' },
    evidence: { experiment, trafficPpm: 20_000, injected: 20, absorbed: 8, visible: 12, reason: '12 users failed' },
  });
  const refused = await start();
  expect(refused.status).toBe(409);
  expect(refused.body.error).toMatchObject({ code: 'finding_open' });
  expect(refused.body.error.message).toContain(finding.id);
  // Testers may go on looking at it.
  expect((await plane.post('/tester-tokens', { scenario: 'offers-down', ttlSeconds: 10 })).status).toBe(201);
  await plane.post('/halt', {});
  await plane.post('/release', {});
});

test('accepted with a name, a reason and a day it may run again; found once more it stays accepted; on its day it is in the way again', async () => {
  await ended('failed');
  const [{ id }] = await findings();
  const until = new Date(Date.now() + 86_400_000).toISOString();
  const accepted = await plane.post(
    `/findings/${id}/accept`,
    { reason: 'until the rewrite', until },
    { token: operator },
  );
  expect(findingView.parse(accepted.body)).toMatchObject({
    blocking: false,
    state: { name: 'accepted', by: 'ada', reason: 'until the rewrite', until },
  });
  const again = await ended('failed');
  expect(await findings()).toMatchObject([{ id, timesFound: 2, blocking: false, evidence: { experiment: again } }]);
  await plane.database.query(
    `update hormesis.findings set state_data = state_data || '{"until": "2020-01-01T00:00:00.000Z"}'`,
  );
  expect(await mayStart()).toBe(false);
  expect(await findings()).toMatchObject([{ id, blocking: true }]);
});

test('fixed, it may run; a pass up to the share that failed verifies it, and a later failure opens the same one again', async () => {
  await ended('failed', { stage: 1 });
  const [{ id }] = await findings();
  expect((await plane.post(`/findings/${id}/fix`, { note: 'a fallback' }, { token: operator })).status).toBe(200);
  await ended('passed', { stage: 0 });
  expect(await findings()).toMatchObject([{ id, state: { name: 'fixed' } }]);
  const passed = await ended('passed', { stage: 1 });
  expect(await findings()).toMatchObject([{ id, state: { name: 'verified', experiment: passed } }]);
  await ended('failed');
  expect(await findings()).toMatchObject([{ id, state: { name: 'open' }, timesFound: 2 }]);
  const { history } = findingView.parse((await plane.get(`/findings/${id}`)).body);
  expect(history.map(({ text }) => text.split(' ').slice(0, 2).join(' '))).toEqual([
    `Experiment ${history[0]?.experiment}`,
    'ada marked',
    `Experiment ${history[2]?.experiment}`,
    'Verified: experiment',
    `Experiment ${history[4]?.experiment}`,
  ]);
});

test('a failure whose finding is not written yet keeps its scenario from running, too', async () => {
  await ended('failed', { settled: false });
  expect(await mayStart()).toBe(false);
});

test('two replicas that settle at once make one finding, found once', async () => {
  await ended('failed', { settled: false });
  await Promise.all([
    settle(plane.database, unexpected),
    settle(plane.database, unexpected),
    settle(plane.database, unexpected),
  ]);
  expect(await findings()).toMatchObject([{ timesFound: 1 }]);
});

test('a verdict that cannot be turned into a finding keeps no other from becoming one', async () => {
  const bad = await ended('failed', { settled: false });
  await plane.database.query(
    `alter table hormesis.finding_events add constraint refused check (experiment_id is distinct from '${bad}')`,
  );
  try {
    await plane.database.query('update hormesis.experiments set findings_at = now() where experiment_id = $1', [bad]);
    // Its scenario may run again only because nobody knows of the failure yet.
    const good = await ended('failed', { settled: false });
    await plane.database.query('update hormesis.experiments set findings_at = null where experiment_id = $1', [bad]);
    const failed: string[] = [];
    await settle(plane.database, (id) => failed.push(id));
    await until('the finding of the other', async () => {
      const { rows } = await plane.database.query('select from hormesis.finding_events where experiment_id = $1', [
        good,
      ]);
      return rows.length === 1;
    });
    expect(failed).toEqual([bad]);
  } finally {
    await plane.database.query('alter table hormesis.finding_events drop constraint refused');
  }
});

test('an inconclusive run finds nothing', async () => {
  await ended('inconclusive');
  expect(await findings()).toEqual([]);
});

test.each([
  ['fix', {}, 'note'],
  ['fix', { note: '  ' }, 'note'],
  ['accept', { reason: 'later' }, 'until'],
  ['accept', { reason: 'later', until: '2020-01-01T00:00:00.000Z' }, 'until'],
  ['accept', { reason: 'later', until: '2099-01-01T00:00:00.000Z' }, 'until'],
  ['accept', { reason: '', until: new Date(Date.now() + 3_600_000).toISOString() }, 'reason'],
  ['assign', { owner: 7 }, 'owner'],
])('%s with %j is refused and names %s', async (act, body, field) => {
  await ended('failed');
  const [{ id }] = await findings();
  const answer = await plane.post(`/findings/${id}/${act}`, body, { token: operator });
  expect(answer.status).toBe(400);
  expect(answer.body.error.message).toContain(field);
  expect(await findings()).toMatchObject([{ state: { name: 'open' } }]);
});

test('a viewer reads findings and changes none; an unknown one is not found; a verified one is not fixed', async () => {
  await ended('failed');
  const [{ id }] = await findings();
  const viewer = await plane.tokenOf('viewer');
  expect((await plane.get(`/findings/${id}`, { token: viewer })).status).toBe(200);
  expect((await plane.post(`/findings/${id}/fix`, { note: 'x' }, { token: viewer })).status).toBe(403);
  expect((await plane.post('/findings/f0000000/fix', { note: 'x' })).status).toBe(404);
  await plane.post(`/findings/${id}/fix`, { note: 'x' });
  expect((await plane.post(`/findings/${id}/fix`, { note: 'x' })).body.error.code).toBe('wrong_state');
});
