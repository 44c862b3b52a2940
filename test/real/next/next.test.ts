import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openHouse } from '../../harness/house.ts';
import { startRelay } from '../../harness/relay.ts';
import { until } from '../../harness/until.ts';
import type { ForeignProject } from '../foreign-project.ts';
import { buildApplication, startNext } from './application.ts';

const RATINGS = 'shop>http:ratings';
const STARS = /<p>(.*?)<\/p>/;

let house: House;
let application: ForeignProject;
let shop: Awaited<ReturnType<typeof startNext>>;

/** A small application of Next.js, built and started as its documentation says, with the agent in front: `node --import … next start`. */
beforeAll(async () => {
  application = await buildApplication();
  house = await openHouse();
  const { controlPlane } = house;
  const ratings = house.keep(await startRelay({ name: 'ratings' }));
  const dependencies = { ratings: ratings.address };
  shop = house.keep(await startNext(application, { controlPlane, dependencies }, { RATINGS_URL: ratings.url }));
  const scenario = (name: string, fault: object) => ({
    kind: 'Scenario',
    name,
    path: 'watch',
    title: name,
    hypothesis: 'The page comes without stars.',
    faults: [{ callGroup: RATINGS, fault }],
  });
  await house.apply(
    {
      kind: 'CriticalPath',
      name: 'watch',
      title: 'Watch',
      entries: [{ service: 'shop', routes: ['GET /watch/:title', 'GET /api/:title'] }],
      unit: { from: 'header', name: 'x-user-id' },
      allowlist: [{ callGroup: RATINGS, role: 'degradable' }],
      maxTreatmentPpm: 500_000,
      approval: { by: 'the tests', reason: 'nobody is a customer here', sandbox: true },
    },
    scenario('ratings-fail', { kind: 'error', status: 503 }),
    scenario('ratings-abort', { kind: 'abort' }),
  );
  await house.agentsConnected(1);
}, 400_000);
afterAll(async () => {
  await house?.stop();
  await application?.remove();
});

async function ask(path: string, user: string): Promise<string> {
  const answer = await fetch(`${shop.url}${path}`, { headers: { 'x-user-id': user } });
  expect(answer.status).toBe(200);
  return answer.text();
}
const users = Array.from({ length: 60 }, (_, index) => `u${index}`);
const starsOf = async (user: string) => STARS.exec(await ask('/watch/paper-harbour', user))?.[1] ?? 'no page';
const apiOf = (user: string) => ask('/api/paper-harbour', user);

async function seen(of: (user: string) => Promise<string>): Promise<Record<string, number>> {
  const told: Record<string, number> = {};
  for (const answer of await Promise.all(users.map(of))) {
    const words = answer.startsWith('no stars') ? answer : 'stars';
    told[words] = (told[words] ?? 0) + 1;
  }
  return told;
}

test.each([
  ['ratings-fail', 'a page rendered on the server, with the fetch that Next.js replaces', starsOf, 'no stars, 503'],
  ['ratings-abort', 'a route handler, with node:http', apiOf, 'no stars, ECONNRESET'],
  ['ratings-abort', 'a page rendered on the server, aborted', starsOf, 'no stars, ECONNRESET'],
] as const)(
  '%s: %s',
  async (scenario, _what, of, failed) => {
    expect(await seen(of)).toEqual({ stars: users.length });
    const { id } = await house.post<{ id: string }>('/experiments', { scenario, trafficPpm: 500_000 });
    await until('an injection', async () => (await seen(of))[failed], 20_000);
    const [first, second] = [await seen(of), await seen(of)];
    expect(Object.keys(first).sort()).toEqual([failed, 'stars']);
    // The same users, at half of the traffic about half of them.
    expect(second).toEqual(first);
    expect(first[failed]).toBeGreaterThan(10);
    expect(first.stars).toBeGreaterThan(10);
    await house.post(`/experiments/${id}/halt`);
    expect(await seen(of)).toEqual({ stars: users.length });
    await until('the reports', async () => (await house.experiment(id)).injections >= (first[failed] ?? 0), 20_000);
    const { halt, flows } = await house.experiment(id);
    expect(halt?.agents).toEqual({ connected: 1, confirmed: 1, unknown: [] });
    expect(flows.map(({ callGroup }) => callGroup)).toEqual([RATINGS]);
  },
  90_000,
);
