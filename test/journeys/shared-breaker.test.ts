import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openHouse } from '../harness/house.ts';
import { startRelay } from '../harness/relay.ts';
import { repositoryFile, startService } from '../harness/service.ts';
import { until } from '../harness/until.ts';

const RATINGS = 'api>http:ratings';

let house: House;
let pageUrl: string;
let served = 0;
let leave = () => {};

/** api is the entry itself and asks ratings through one breaker for everybody. */
beforeAll(async () => {
  house = await openHouse();
  const { controlPlane } = house;
  const ratings = house.keep(await startRelay({ name: 'ratings' }));
  const api = house.keep(
    await startService({
      name: 'api',
      controlPlane,
      entry: repositoryFile('test/services/shared-breaker.ts'),
      dependencies: { ratings: ratings.address },
      env: { RATINGS_URL: `${ratings.url}/ratings` },
    }),
  );
  pageUrl = `http://127.0.0.1:${api.ready.port}/watch/alien`;
  await house.apply(
    {
      kind: 'CriticalPath',
      name: 'watch',
      title: 'Watch',
      entries: [{ service: 'api', routes: ['GET /watch/:title'] }],
      unit: { from: 'header', name: 'x-user-id' },
      allowlist: [{ callGroup: RATINGS, role: 'degradable' }],
      maxTreatmentPpm: 500_000,
      approval: { by: 'the tests', reason: 'nobody watches here', sandbox: true },
    },
    {
      ...{ kind: 'Scenario', name: 'ratings-fail', path: 'watch', title: 'Ratings fail' },
      hypothesis: 'The page comes without stars.',
      faults: [{ callGroup: RATINGS, fault: { kind: 'error', status: 503 } }],
    },
  );
  await house.agentsConnected(1);
  leave = viewersCome();
  // What is usual must have been reported, and an idle agent reports every ten seconds.
  await until('free traffic that was reported', async () => (await usualRequests()) > 300, 30_000);
});
afterAll(async () => {
  leave();
  await house?.stop();
});

/** About a hundred people a second, each with a name of their own. Gives the way to send them home. */
function viewersCome(): () => void {
  const timer = setInterval(() => {
    for (let each = 0; each < 5; each += 1) {
      served += 1;
      void fetch(pageUrl, { headers: { 'x-user-id': `viewer-${served}` } })
        .then((response) => response.arrayBuffer())
        .catch(() => {});
    }
  }, 50);
  return () => clearInterval(timer);
}

async function usualRequests(): Promise<number> {
  const client = new pg.Client({ connectionString: house.database.url });
  await client.connect();
  const { rows } = await client.query('select coalesce(sum(requests), 0)::int as requests from hormesis.free_requests');
  await client.end();
  return rows[0].requests;
}

test('treatment opens a breaker that everybody shares: both arms fail alike, and the spillover brake halts', async () => {
  const { id } = await house.post<{ id: string }>('/experiments', { scenario: 'ratings-fail', trafficPpm: 250_000 });
  const view = await until(
    'the halt',
    async () => {
      const now = await house.experiment(id);
      return now.state.name === 'halted' && now.evidence.stages[0]?.breakers[0] ? now : false;
    },
    30_000,
  );
  expect(view).toMatchObject({ state: { name: 'halted', reason: 'spillover' }, verdict: 'failed' });
  expect(view.reason).toMatch(/requests in (control|no experiment) failed within 10 s/);

  // The arms alone would have shown nothing.
  const [harm] = view.evidence.kpis;
  expect(harm?.logE).toBeLessThan(harm?.haltLogE ?? 0);

  const [breaker] = view.evidence.stages[0]?.breakers ?? [];
  expect(breaker).toMatchObject({ callGroup: RATINGS });
  expect(breaker?.text).toContain('no proof');

  const { stdout } = await house.hormesis('show', id);
  expect(stdout).toContain('halted (spillover)');
  expect(stdout).toContain('a breaker around api>http:ratings stayed open');
});
