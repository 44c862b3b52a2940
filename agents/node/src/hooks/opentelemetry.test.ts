import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type App, preload, sourceFile, startApp } from '../testing/process.ts';
import { CONTEXT } from '../testing/scripted-agent.ts';
import { call, type Stage, serve } from '../testing/stage.ts';

/** Two services of nobody in particular; only `ratings` is in the fleet. */
let ratings: Stage;
let foreign: Stage;
let seen: Record<'ratings' | 'foreign', (string | undefined)[]>;

beforeAll(async () => {
  ratings = await serve((request, response) => void response.end(seen.ratings.push(request.headers.baggage) && 'ok'));
  foreign = await serve((request, response) => void response.end(seen.foreign.push(request.headers.baggage) && 'ok'));
});
beforeEach(() => {
  seen = { ratings: [], foreign: [] };
});
afterAll(() => Promise.all([ratings.close(), foreign.close()]));

const US = sourceFile('testing/scripted-register.ts');
const OTEL = sourceFile('testing/apps/otel.cjs');

describe.each([
  ['without OpenTelemetry', [US]],
  ['with OpenTelemetry loaded after us', [US, OTEL]],
  ['with OpenTelemetry loaded before us', [OTEL, US]],
])('%s', (name, preloads) => {
  const traced = name !== 'without OpenTelemetry';

  test.each([
    ['forwarder.cjs', 'http'],
    ['forwarder.mjs', 'http'],
    ['forwarder.cjs', 'fetch'],
  ])('in %s by %s nothing of ours reaches a foreign host, and what others carry arrives', async (file, client) => {
    const app = await start(preloads, file);
    const send = (headers: Record<string, string>) => call(urlOf(app), { headers: { ...plan(client), ...headers } });
    const forged = 'a=1,hormesis=v1.forged;u=ffff,b=2';
    const answer = JSON.parse((await send({ baggage: forged })).body);
    await send({ baggage: forged, 'x-carried': '1' });
    await send({ 'x-carried': '1' });
    await app.stop();

    expect(answer).toEqual({ baggage: 'a=1,b=2', statuses: [200, 200] });
    const carriedByOthers = traced && !(file.endsWith('.mjs') && seen.foreign[0] === undefined) ? 'a=1,b=2' : undefined;
    expect(seen.foreign).toEqual([carriedByOthers, carriedByOthers, undefined]);
    const [free, both, alone] = seen.ratings;
    expect(free).toBe(carriedByOthers);
    expect(both).toBe(carriedByOthers === undefined ? CONTEXT.member : `${carriedByOthers},${CONTEXT.member}`);
    expect(alone).toBe(CONTEXT.member);
  });
});

function start(preloads: readonly string[], file: string): Promise<App> {
  return startApp([...preloads.flatMap(preload), sourceFile(`testing/apps/${file}`)], {
    TEST_DEPENDENCIES: `ratings=127.0.0.1:${ratings.port}`,
  });
}

const urlOf = (app: App): string => `http://127.0.0.1:${(app.told as { port: number }).port}`;
const plan = (client: string) => ({ 'x-plan': JSON.stringify({ client, targets: [foreign.url, ratings.url] }) });
