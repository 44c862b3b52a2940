import type { Fault } from '@hormesis/core/fault.ts';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type ControlPlane, startControlPlane } from '../../link/test/control-plane.ts';
import { granting, pressPlay, ratingsSlow, until } from '../../link/test/fleet-agent.ts';
import { startApp, testFile } from './process.ts';
import { call, type Stage, serve } from './stage.ts';

/** Faults that hold a call for good, in an app with the real agent, until the control plane ends them or falls silent. */
let ratings: Stage;
beforeAll(async () => {
  ratings = await serve((_request, response) => void response.end('4 stars '.repeat(100)));
});
afterAll(() => ratings.close());

async function failing(fault: Fault): Promise<ControlPlane> {
  const plane = await startControlPlane();
  onTestFinished(() => plane.close());
  plane.ruleset = ratingsSlow(plane, { entries: pressPlay(1_000_000) });
  const [experiment] = plane.ruleset.experiments;
  if (experiment === undefined) throw new Error('no experiment');
  experiment.faults = [{ callGroup: 'api>http:ratings', fault }];
  granting(plane, 2_500);
  return plane;
}

async function startApi(plane: ControlPlane): Promise<(client: string) => Promise<unknown>> {
  const app = await startApp(['--import', testFile('../src/register.ts'), testFile('apps/forwarder.mjs')], {
    HORMESIS_URL: plane.url,
    HORMESIS_AGENT_TOKEN: 'agent-token',
    HORMESIS_SERVICE: 'api',
    HORMESIS_DEPENDENCIES: `ratings=127.0.0.1:${ratings.port}`,
  });
  onTestFinished(() => app.stop());
  await until(() => plane.reports().some(({ active }) => active.some(({ rules }) => rules > 0)));
  const { port } = app.told as { port: number };
  return async (client) => {
    const headers = { 'x-user': 'ada', 'x-plan': JSON.stringify({ client, targets: [ratings.url] }) };
    return JSON.parse((await call(`http://127.0.0.1:${port}/play/dune`, { headers })).body);
  };
}

const inFlight = (plane: ControlPlane) =>
  plane
    .reports()
    .at(-1)
    ?.active.reduce((sum, active) => sum + active.inFlight, 0);

const held: Fault[] = [{ kind: 'timeout' }, { kind: 'throttle', bytesPerSecond: 1 }];
const cases = held.flatMap((fault) => ['http', 'fetch'].map((client) => ({ fault, client, kind: fault.kind })));

test.each(cases)(
  '$client, $kind: a halt lets the call through, and is confirmed with nothing in flight',
  async ({ fault, client }) => {
    const plane = await failing(fault);
    const play = await startApi(plane);
    const pending = play(client);
    await until(() => inFlight(plane) === 1);
    plane.send({ type: 'halt', halt: 'h1', experiments: 'all' });
    expect(await pending).toMatchObject({ statuses: [200] });
    await until(() => plane.acks().some(({ active }) => active.every((each) => each.inFlight + each.rules === 0)));
  },
);

test.each(cases)(
  '$client, $kind: so does the end of the lease, when the control plane falls silent',
  async ({ fault, client }) => {
    const plane = await failing(fault);
    const play = await startApi(plane);
    const pending = play(client);
    await until(() => inFlight(plane) === 1);
    plane.answer = () => null;
    expect(await pending).toMatchObject({ statuses: [200] });
    await until(() => inFlight(plane) === 0);
  },
);
