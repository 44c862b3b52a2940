import { afterEach, expect, test } from 'vitest';
import { Client } from './client.ts';
import { follow } from './follow.ts';
import { experimentView, haltedView, passedView } from './testing/experiment-fixture.ts';
import { type Answer, eventStream, failure, type ScriptedServer, startScripted } from './testing/scripted-server.ts';

const ID = 'e7k2m9q4x1';
const STREAM = `GET /stream?topic=experiment%3A${ID}`;
const SHOW = `GET /experiments/${ID}`;
const quick = { patienceMs: 20_000, retryMs: 10, settleMs: 5_000 };

let server: ScriptedServer | undefined;
afterEach(() => server?.stop());

async function followScript(script: Record<string, Answer>, told: string[] = [], times = quick) {
  server = await startScripted(script);
  const watcher = {
    view: () => {},
    lost: () => void told.push('lost'),
    found: () => void told.push('found'),
  };
  return follow(new Client({ url: server.url, token: 't' }), ID, watcher, times);
}

test('where the event stream is not to be had, the experiment is followed by asking', async () => {
  const view = await followScript({
    [STREAM]: () => failure(404, 'not_found', 'no stream here'),
    [SHOW]: (_, nth) => ({ body: nth < 3 ? experimentView() : passedView() }),
  });
  expect(view.verdict).toBe('passed');
});

test('an end is not told before the halt report and the verdict are there', async () => {
  const view = await followScript({
    [STREAM]: () => eventStream(`experiment:${ID}`, [haltedView({ halt: null, verdict: null })], 'stays open'),
    [SHOW]: (_, nth) => ({ body: nth < 3 ? haltedView({ halt: null, verdict: null }) : haltedView() }),
  });
  expect(view.halt?.agents).toEqual({ connected: 8, confirmed: 8, unknown: [] });
  expect(view.verdict).toBe('failed');
});

test('no verdict is waited for when an experiment was for testers only', async () => {
  const over = passedView({ population: 'tester', verdict: null });
  const never = { ...quick, settleMs: 1_000_000 };
  const script = {
    [STREAM]: () => eventStream(`experiment:${ID}`, [over], 'stays open'),
    [SHOW]: () => ({ body: over }),
  };
  expect((await followScript(script, [], never)).verdict).toBeNull();
});

test('a control plane that restarts is waited for, and both its going and its coming are told once', async () => {
  const told: string[] = [];
  const view = await followScript(
    {
      [STREAM]: (_, nth) => (nth === 1 ? eventStream(`experiment:${ID}`, [experimentView()], 'ends') : 'break'),
      [SHOW]: (_, nth) => {
        if (nth <= 2) return 'break';
        if (nth === 3) return { status: 502, body: 'a proxy speaks' };
        if (nth === 4) return failure(503, 'database_unavailable', 'starting');
        return { body: nth === 5 ? experimentView() : passedView() };
      },
    },
    told,
  );
  expect(view.verdict).toBe('passed');
  expect(told).toEqual(['lost', 'found']);
});

test('patience ends: what became of the experiment is not known, and that is said', async () => {
  const outcome = followScript({ [STREAM]: () => 'break', [SHOW]: () => 'break' }, [], { ...quick, patienceMs: 300 });
  await expect(outcome).rejects.toThrow(/what became of experiment e7k2m9q4x1 is not known/);
});

test('a token that was revoked in the middle ends the waiting at once', async () => {
  const outcome = followScript({
    [STREAM]: () => failure(401, 'not_signed_in', 'no'),
    [SHOW]: () => failure(401, 'not_signed_in', 'no'),
  });
  await expect(outcome).rejects.toThrow(/hormesis login/);
});
