import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ScriptedAgent } from '../test/scripted-agent.ts';
import { call, type Stage, serve } from '../test/stage.ts';
import { install } from './install.ts';
import { injectionPoint, isInjectedFault } from './main.ts';

const LICENSE = 'api>custom:license/issue';
const agent = new ScriptedAgent();
let playback: Stage;
let work: () => Promise<unknown>;

beforeAll(async () => {
  playback = await serve((_request, response) => {
    work().then(
      () => response.end(),
      () => response.writeHead(500).end(),
    );
  });
});
beforeEach(() => {
  agent.faults = {};
  agent.applied = 0;
  agent.calls.length = 0;
  agent.fates.length = 0;
});
afterAll(() => playback.close());

async function carried<T>(what: () => Promise<T>): Promise<PromiseSettledResult<T> | undefined> {
  let settled: PromiseSettledResult<T> | undefined;
  work = async () => {
    [settled] = await Promise.allSettled([what()]);
    if (settled?.status === 'rejected') throw settled.reason;
  };
  await call(playback.url, { headers: { 'x-carried': '1' } });
  return settled;
}

test('while the agent is off an injection point is a plain call', async () => {
  expect(await injectionPoint('custom:license/issue', () => 'licensed')).toBe('licensed');
  install(agent, { url: 'http://127.0.0.1:1', dependencies: [], fleetSuffixes: [] });
});

test('outside an experiment it is a plain call that is counted', async () => {
  agent.faults[LICENSE] = { kind: 'error', status: 503 };
  expect(await injectionPoint('custom:license/issue', async () => 'licensed')).toBe('licensed');
  expect(agent.calls).toEqual([{ callGroup: LICENSE, context: null, failed: false }]);
});

test('an error fault throws a branded error instead of calling, and is visible when nobody handles it', async () => {
  agent.faults[LICENSE] = { kind: 'error', status: 503 };
  let called = false;
  const settled = await carried(() =>
    injectionPoint('custom:license/issue', () => {
      called = true;
    }),
  );
  const error: unknown = settled?.status === 'rejected' ? settled.reason : undefined;
  expect(isInjectedFault(error) && [error.status, error.code, error.callGroup]).toEqual([
    503,
    'HORMESIS_INJECTED_FAULT',
    LICENSE,
  ]);
  expect(isInjectedFault(new Error('a real one'))).toBe(false);
  expect(called).toBe(false);
  expect(agent.fates).toEqual([{ callGroup: LICENSE, fate: 'visible' }]);
});

test('a latency fault waits, then calls; a halt ends the wait', async () => {
  agent.faults[LICENSE] = { kind: 'latency', delayMs: 60_000 };
  const settled = await carried(async () => {
    const pending = injectionPoint('custom:license/issue', () => 'licensed');
    await expect.poll(() => agent.applied).toBe(1);
    agent.release();
    return pending;
  });
  expect(settled).toEqual({ status: 'fulfilled', value: 'licensed' });
  expect(agent.inFlight).toBe(0);
});

test('work that several users share is counted and never failed', async () => {
  agent.faults[LICENSE] = { kind: 'error', status: 503 };
  const settled = await carried(() => injectionPoint('custom:license/issue', () => 'batch', { sharedByUsers: true }));
  expect(settled).toEqual({ status: 'fulfilled', value: 'batch' });
});

test('a name of another form is refused with what is allowed', async () => {
  await expect(injectionPoint('license', () => 1)).rejects.toThrow('custom:dependency[/operation], got "license"');
});

test('where it leads is known only when the application says it', async () => {
  agent.callees.length = 0;
  await injectionPoint('custom:license/issue', () => {}, { place: { zone: 'north-a' } });
  await injectionPoint('custom:license/issue', () => {});
  expect(agent.callees).toEqual([{ region: null, zone: 'north-a' }, null]);
});
