import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { callSumsOf } from '../../link/test/call-sums.ts';
import { type ControlPlane, startControlPlane } from '../../link/test/control-plane.ts';
import { granting, pressPlay, ratingsSlow, until } from '../../link/test/fleet-agent.ts';
import { type App, startApp, testFile } from './process.ts';
import { call, type Stage, serve } from './stage.ts';

/** The agent as a user starts it, in a process of its own, against a control plane that speaks the real protocol. */
let ratings: Stage;
let plane: ControlPlane;
let reached: number;

beforeAll(async () => {
  ratings = await serve((_request, response) => {
    reached += 1;
    response.end('4 stars');
  });
});
beforeEach(async () => {
  reached = 0;
  plane = await startControlPlane();
});
afterAll(() => ratings.close());

async function startApi(environment: Record<string, string> = {}, file = 'forwarder.mjs'): Promise<App> {
  const app = await startApp(['--import', testFile('../src/register.ts'), testFile(`apps/${file}`)], {
    HORMESIS_URL: plane.url,
    HORMESIS_AGENT_TOKEN: 'agent-token',
    HORMESIS_SERVICE: 'api',
    HORMESIS_DEPENDENCIES: `ratings=127.0.0.1:${ratings.port}`,
    ...environment,
  });
  onTestFinished(async () => {
    await app.stop();
    await plane.close();
  });
  return app;
}

const play = async (app: App): Promise<{ statuses: number[] }> => {
  const headers = { 'x-user': 'ada', 'x-plan': JSON.stringify({ client: 'http', targets: [ratings.url] }) };
  const answer = await call(`http://127.0.0.1:${(app.told as { port: number }).port}/play/dune`, { headers });
  return JSON.parse(answer.body);
};

const faulty = (kind: 'error' | 'latency') => {
  plane.ruleset = ratingsSlow(plane, { entries: pressPlay(1_000_000) });
  const [experiment] = plane.ruleset.experiments;
  if (experiment === undefined) throw new Error('no experiment');
  experiment.faults = [
    {
      callGroup: 'api>http:ratings',
      fault: kind === 'error' ? { kind, status: 503 } : { kind, delayMs: 60_000 },
    },
  ];
  granting(plane);
};

/** Past the first lease: faults may act from now on. */
const leased = () => until(() => plane.reports().some(({ active }) => active.some(({ rules }) => rules > 0)));

test('a user in treatment sees the injected error, and it is reported with its fate', async () => {
  faulty('error');
  const app = await startApi();
  await leased();
  expect(await play(app)).toMatchObject({ statuses: [503] });
  expect(reached).toBe(0);
  const sums = () =>
    plane
      .reports()
      .flatMap(callSumsOf)
      .filter(({ experiment }) => experiment !== null);
  await until(
    () => sums().some(({ injected }) => injected === 1) && sums().some(({ absorbed }) => absorbed?.handler === 1),
  );
  expect(plane.hellos()[0]).toMatchObject({ service: 'api', unsupported: expect.arrayContaining(['grpc']) });
  expect(app.stderr()).toBe('');
});

test('a halt wakes a delayed call: it goes on to the real service and nothing is in flight any more', async () => {
  faulty('latency');
  const app = await startApi({}, 'forwarder.cjs');
  await leased();
  const pending = play(app);
  await until(() => plane.reports().some(({ active }) => active.some(({ inFlight }) => inFlight === 1)));
  plane.send({ type: 'halt', halt: 'h1', experiments: 'all' });
  expect(await pending).toMatchObject({ statuses: [200] });
  await until(() => plane.acks().some(({ active }) => active.every(({ inFlight, rules }) => inFlight + rules === 0)));
  expect(await play(app)).toMatchObject({ statuses: [200] });
  expect(reached).toBe(2);
});

test('HORMESIS_DISABLED=1 switches everything off: no line, no word, no hook', async () => {
  const app = await startApi({ HORMESIS_DISABLED: '1' });
  expect(app.told).toMatchObject({ hooked: false });
  expect(await play(app)).toMatchObject({ statuses: [200] });
  expect(plane.heard).toEqual([]);
  expect(app.stderr()).toBe('');
});

test('without a token the agent stays off and says so in one line; the service runs', async () => {
  const app = await startApi({ HORMESIS_AGENT_TOKEN: '' });
  expect(app.told).toMatchObject({ hooked: false });
  expect(await play(app)).toMatchObject({ statuses: [200] });
  expect(app.stderr()).toBe('hormesis: HORMESIS_AGENT_TOKEN is not set; the agent stays off, nothing is hooked\n');
});

test('a malformed entry of the dependency map is told by its text, the others count', async () => {
  const app = await startApi({ HORMESIS_DEPENDENCIES: `oops,ratings=127.0.0.1:${ratings.port}` });
  expect(app.told).toMatchObject({ hooked: true });
  expect(app.stderr()).toContain('HORMESIS_DEPENDENCIES: entry "oops" is ignored');
  await play(app);
  await until(() => plane.reports().some(({ callGroups }) => callGroups.includes('api>http:ratings')));
});
