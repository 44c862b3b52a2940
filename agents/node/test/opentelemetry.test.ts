import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { preload, startApp, testFile } from './process.ts';
import { CONTEXT } from './scripted-agent.ts';
import { call, type Stage, serve } from './stage.ts';

/** Two services of nobody in particular; only `ratings` is in the fleet. */
let ratings: Stage;
let foreign: Stage;
let seen: Record<'ratings' | 'foreign', (string | undefined)[]>;

beforeAll(async () => {
  ratings = await serve((request, response) => {
    seen.ratings.push(request.headers.baggage?.toString());
    response.end();
  });
  foreign = await serve((request, response) => {
    seen.foreign.push(request.headers.baggage?.toString());
    response.end();
  });
});
beforeEach(() => {
  seen = { ratings: [], foreign: [] };
});
afterAll(() => Promise.all([ratings.close(), foreign.close()]));

const US = testFile('scripted-register.ts');
const OTEL = 'OpenTelemetry';

/** OpenTelemetry is started in the way that fits the application's kind of modules. */
const preloaded = (names: readonly string[], file: string): string[] =>
  names.flatMap((name) => preload(name === OTEL ? testFile(`apps/otel${file.slice(-4)}`) : name));

describe.each([
  ['without OpenTelemetry', [US]],
  ['with OpenTelemetry loaded after us', [US, OTEL]],
  ['with OpenTelemetry loaded before us', [OTEL, US]],
])('%s', (name, preloads) => {
  const traced = name !== 'without OpenTelemetry';

  test.each(['forwarder.cjs', 'forwarder.mjs'])(
    'in %s nothing of ours reaches a foreign host, and what others carry arrives',
    async (file) => {
      const app = await startApp([...preloaded(preloads, file), testFile(`apps/${file}`)], {
        TEST_DEPENDENCIES: `ratings=127.0.0.1:${ratings.port}`,
      });
      const { port } = app.told as { port: number };
      for (const client of ['http', 'fetch']) {
        seen = { ratings: [], foreign: [] };
        const send = (headers: Record<string, string>) =>
          call(`http://127.0.0.1:${port}`, { headers: { ...plan(client), ...headers } });
        const forged = 'a=1,hormesis=v1.forged;u=ffff,b=2';
        const answer = JSON.parse((await send({ baggage: forged })).body);
        await send({ baggage: forged, 'x-carried': '1' });
        await send({ 'x-carried': '1' });

        expect(answer).toEqual({ baggage: 'a=1,b=2', statuses: [200, 200] });
        const others = traced ? ['a=1', 'b=2'] : [];
        expect(seen.foreign.map(members)).toEqual([others, others, []]);
        expect(seen.ratings.map(members)).toEqual([others, [...others, CONTEXT.member], [CONTEXT.member]]);
      }
      await app.stop();
    },
    60_000,
  );

  test('what OpenTelemetry carries past an idle agent stops before a foreign host', async () => {
    const app = await startApp([...preloaded(preloads, '.cjs'), testFile('apps/forwarder.cjs')], {
      TEST_DEPENDENCIES: `ratings=127.0.0.1:${ratings.port}`,
      TEST_IDLE: '1',
    });
    const { port } = app.told as { port: number };
    for (const client of ['http', 'fetch']) {
      await call(`http://127.0.0.1:${port}`, {
        headers: { ...plan(client), baggage: 'hormesis=v1.forged;u=ffff,b=2' },
      });
    }
    await app.stop();
    expect(seen.foreign.map(members)).toEqual(traced ? [['b=2'], ['b=2']] : [[], []]);
  }, 60_000);
});

test.each([
  ['http', [US, OTEL]],
  ['fetch', [OTEL, US]],
])(
  'a call through %s that was failed on purpose says so in the trace',
  async (client, preloads) => {
    const spans = path.join(await mkdtemp(path.join(tmpdir(), 'hormesis-spans-')), 'spans');
    const app = await startApp([...preloaded(preloads, '.cjs'), testFile('apps/forwarder.cjs')], {
      TEST_DEPENDENCIES: `ratings=127.0.0.1:${ratings.port}`,
      TEST_FAULTS: JSON.stringify({ 'api>http:ratings': { kind: 'error', status: 503, body: undefined } }),
      TEST_SPANS: spans,
    });
    const { port } = app.told as { port: number };
    const answer = await call(`http://127.0.0.1:${port}`, { headers: { ...plan(client), 'x-carried': '1' } });
    expect(JSON.parse(answer.body).statuses).toEqual([200, 503]);
    // The span of the request ends a moment after its answer.
    await expect
      .poll(() => injectionsIn(spans), { timeout: 10_000 })
      .toEqual([
        {
          'hormesis.experiment': CONTEXT.experiment,
          'hormesis.arm': 'treatment',
          'hormesis.call_group': 'api>http:ratings',
          'hormesis.fault': 'error',
        },
      ]);
    await app.stop();
    await rm(path.dirname(spans), { recursive: true });
  },
  60_000,
);

/** What spans that ended say of injections, by the lines in `file`. */
function injectionsIn(file: string): object[] {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  return lines
    .flatMap((line) => (JSON.parse(line) as { events: { name: string; attributes: object }[] }).events)
    .flatMap(({ name, attributes }) => (name === 'hormesis.injection' ? [attributes] : []));
}

/** A header may come in several lines, which read as one with a comma between. */
const members = (header: string | undefined): string[] => (header?.split(/,\s*/) ?? []).sort();
const plan = (client: string) => ({ 'x-plan': JSON.stringify({ client, targets: [foreign.url, ratings.url] }) });
