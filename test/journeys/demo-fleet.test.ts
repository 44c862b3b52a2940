import { createServer } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sessionToken } from '../../demo/src/platform/session-token.ts';
import { type DemoFleet, demoEntry, demoFleetFile, prepareDemoStore, startDemoFleet } from '../harness/demo-fleet.ts';
import { type FreshDatabase, freshDatabase } from '../harness/fresh-database.ts';
import { launch, spawnNode } from '../harness/spawned.ts';

const LICENSE_MS = 400;

let database: FreshDatabase;
let fleet: DemoFleet;

beforeAll(async () => {
  database = await freshDatabase();
  fleet = await startDemoFleet({
    databaseUrl: database.url,
    env: { DEMO_FAILURE_PPM: '0', DEMO_LICENSE_MS: String(LICENSE_MS) },
  });
});

afterAll(async () => {
  await fleet?.stop();
  await database?.drop();
});

interface Page {
  readonly error: string;
  readonly subscription: unknown;
  readonly recommendations: { readonly source: string; readonly items: readonly unknown[] };
  readonly bookmark: unknown;
}

async function play(title = 'paper-harbour', user = 'u000020') {
  const headers: Record<string, string> = user ? { 'x-user-id': user } : {};
  const response = await fetch(`${fleet.url('gateway')}/play/${title}`, { headers });
  return { status: response.status, page: (await response.json()) as Page };
}

async function without(service: string, story: () => Promise<void>): Promise<void> {
  // A stopped process keeps its port and does not answer: the worst kind of outage.
  fleet.services.get(service)?.process.kill('SIGSTOP');
  await story().finally(() => fleet.services.get(service)?.process.kill('SIGCONT'));
}

test('somebody presses play and gets a whole page', async () => {
  const { status, page } = await play();
  expect(status).toBe(200);
  expect(page).toMatchObject({
    title: { slug: 'paper-harbour', name: 'Paper Harbour' },
    subscription: { plan: 'premium', source: 'current' },
    stream: { url: expect.stringContaining('paper-harbour'), license: expect.any(String) },
    recommendations: {
      source: 'similar',
      items: expect.arrayContaining([expect.objectContaining({ slug: expect.any(String) })]),
    },
    rating: { stars: expect.any(Number), votes: expect.any(Number) },
    bookmark: { source: 'saved' },
  });
});

test('the page waits for the license: a slow one makes a slow page', async () => {
  const startedMs = performance.now();
  await play();
  expect(performance.now() - startedMs).toBeGreaterThan(LICENSE_MS - 20);
});

test('what is not there and who is not named are told apart from failures', async () => {
  expect((await play('no-such-title')).status).toBe(404);
  expect((await play('paper-harbour', '')).status).toBe(400);
});

test('when recommendations hang the page shows popular titles', async () => {
  await without('recommendations', async () => {
    const { status, page } = await play();
    expect(status).toBe(200);
    expect(page.recommendations.source).toBe('popular');
    expect(page.recommendations.items).toHaveLength(10);
  });
});

test('when subscriptions and bookmarks hang the last known plan holds and the film starts at its beginning', async () => {
  await play();
  await without('bookmarks', () =>
    without('subscriptions', async () => {
      const { status, page } = await play();
      expect(status).toBe(200);
      expect(page.subscription).toEqual({ plan: 'premium', source: 'last known' });
      expect(page.bookmark).toEqual({ source: 'beginning', positionS: 0 });
    }),
  );
});

test('when identity hangs, whoever is signed in stays signed in, and a forged session opens nothing', async () => {
  const session = sessionToken('u000020', Date.now() + 60_000);
  const playWith = async (token: string) => {
    const headers = { 'x-user-id': 'u000020', 'x-session': token };
    const response = await fetch(`${fleet.url('gateway')}/play/paper-harbour`, { headers });
    await response.arrayBuffer();
    return [response.status, response.headers.get('x-session-checked')];
  };
  const forged = sessionToken('u000021', Date.now() + 60_000).replace('u000021', 'u000020');
  expect(await playWith(session)).toEqual([200, 'identity']);
  expect(await playWith(forged)).toEqual([401, null]);
  await without('identity', async () => {
    expect(await playWith(session)).toEqual([200, 'signature']);
    expect(await playWith(forged)).toEqual([401, null]);
  });
});

test('when ratings hang the page fails with 500: the forgotten fallback', async () => {
  await without('ratings', async () => {
    const { status, page } = await play();
    expect(status).toBe(500);
    expect(page.error).toBe('ratings did not answer within 1000 ms');
  });
  expect((await play()).status).toBe(200);
});

test('the generator plays through the gateway, and viewers get their pages', async () => {
  const generator = await spawnNode({
    entry: demoEntry(demoFleetFile.generator.entry),
    env: { GATEWAY_URL: `${fleet.url('gateway')},${fleet.url('gateway')}`, DEMO_RATE: '50' },
  });
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(await generator.stop()).toBe(0);
  const report = /^{"generator":.*$/m.exec(generator.output())?.[0] ?? '{}';
  const { generator: tally } = JSON.parse(report);
  expect(tally.ok).toBeGreaterThan(5);
  expect(tally.failed).toBeLessThan(tally.ok / 2);
  expect(tally.withheld).toBe(0);
});

test('the store is made once: a second preparation changes nothing, two at a time do not meet', async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query("update hormesis_demo.titles set name = 'Marked' where slug = 'glass-lantern'");
  await Promise.all([prepareDemoStore(database.url), prepareDemoStore(database.url)]);
  const marked = await client.query("select 1 from hormesis_demo.titles where name = 'Marked'");
  await client.end();
  expect(marked.rowCount).toBe(1);
});

test('a taken port is one clear line and exit code 1', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as { port: number };
  const ratings = launch({
    entry: demoEntry('src/services/ratings.ts'),
    env: { PORT: String(port), DEMO_DATABASE_URL: database.url },
  });
  expect(await ratings.exited).toBe(1);
  expect(ratings.output()).toBe(`ratings: port ${port} is taken\n`);
  await new Promise((resolve) => taken.close(resolve));
});

/** A parent that starts the file named as its argument, and tells its port. */
const PARENT = `
  const child = require('node:child_process').fork(process.argv[1], { stdio: 'inherit' });
  child.on('message', (message) => process.send(message));
  setInterval(() => {}, 1000);
`;

test('a service ends by itself when its parent was killed with -9', async () => {
  const parent = await spawnNode({
    nodeArgs: ['-e', PARENT],
    entry: demoEntry('src/services/ratings.ts'),
    env: { PORT: '0', DEMO_DATABASE_URL: database.url },
  });
  const health = () =>
    fetch(`http://127.0.0.1:${parent.ready.port}/healthz`)
      .then(() => 'there')
      .catch(() => 'gone');
  expect(await health()).toBe('there');
  await parent.kill9();
  await expect.poll(health, { timeout: 15_000 }).toBe('gone');
});
