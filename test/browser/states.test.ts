import type { AgentView } from '@hormesis/contract/topology.ts';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeProblems } from '../harness/axe.ts';
import { inScheme } from '../harness/browser.ts';
import { changedMeanwhile, designStates } from '../harness/design-states.ts';
import { experimentState } from '../harness/experiment-states.ts';
import { fullTerminations } from '../harness/full-terminations.ts';
import { gameDays } from '../harness/game-day-states.ts';
import { largeFleet } from '../harness/large-fleet.ts';
import { wideLimits } from '../harness/limit-states.ts';
import { busyPlane } from '../harness/page-states.ts';
import { pathStates } from '../harness/path-states.ts';
import { IDLE_NOW, type StubPlane } from '../harness/stub-plane.ts';
import { onStubStage } from '../harness/stub-stage.ts';
import { until } from '../harness/until.ts';

const NOTHING_SEEN = { services: [], callGroups: [], paths: [], omitted: { services: 0, callGroups: 0 } };
const AWAY = {
  status: 503,
  body: { error: { code: 'database_unavailable', message: 'the database is away; nothing was changed.' } },
};
const MOMENT = '2026-03-02T09:30:00.000Z';

let plane: StubPlane;
let page: Page;
let broken: string[];
onStubStage((stage) => {
  ({ plane, page, broken } = stage);
});

test.each([
  ['/map', 'No service has been seen yet.'],
  ['/agents', 'No agent has connected yet.'],
  ['/audit', 'Nothing has been done yet.'],
  ['/experiments', 'No experiment yet.'],
  ['/scenarios', 'No scenario yet.'],
  ['/paths', 'No critical path yet.'],
  ['/experiments/new', 'No critical path yet.'],
])('an empty %s says what to do next', { timeout: 60_000 }, async (path, words) => {
  plane.tell('topology', NOTHING_SEEN);
  await page.goto(plane.url + path);
  await page.getByText(words).waitFor();
  expect(await axeProblems(page)).toEqual([]);
});

test.each([
  ['/agents', 'The agents could not be read.'],
  ['/audit', 'The audit could not be read.'],
  ['/experiments', 'The experiments could not be read.'],
  ['/scenarios', 'The scenarios could not be read.'],
])('while the database is away, %s says so and what was kept', { timeout: 60_000 }, async (path, words) => {
  plane.answer(path, AWAY);
  await page.goto(plane.url + path);
  await page.getByText(words).waitFor();
  await page.getByText('Try again when the database is back').waitFor();
  expect(await axeProblems(page)).toEqual([]);
});

test.each([
  ['/paths/new', 'The calls that were seen could not be read.'],
  ['/experiments/new', 'The calls that were seen could not be read.'],
])(
  '%s does not take calls that could not be read for calls that were not seen',
  { timeout: 60_000 },
  async (path, words) => {
    plane.answer('/topology', AWAY);
    await page.route('**/stream?topic=topology', (route) => route.fulfill({ status: 503 }));
    await page.goto(plane.url + path);
    await page.getByText(words).waitFor();
    expect(await page.getByText('No calls were seen').count()).toBe(0);
  },
);

test('a map that cannot be read says so, and is drawn once it can be', { timeout: 90_000 }, async () => {
  await page.route('**/stream?topic=topology', (route) => route.fulfill({ status: 503 }));
  await page.goto(`${plane.url}/map`);
  await page.getByText('Who calls whom could not be read.').waitFor();
  await page.getByText('The database of the control plane is away.').waitFor();
  expect(await axeProblems(page)).toEqual([]);
  await page.unroute('**/stream?topic=topology');
  plane.tell('topology', largeFleet({ services: 3, callGroups: 3 }, 0));
  await page.locator('[data-node="service-002"]').waitFor({ state: 'attached' });
});

test('where the control plane does not answer, the map promises no halt', { timeout: 60_000 }, async () => {
  await page.route('**/stream?topic=topology', (route) => route.abort());
  await page.goto(`${plane.url}/map`);
  const told = page.getByRole('alert').filter({ hasText: 'The control plane does not answer.' });
  expect(await told.textContent()).not.toContain('Halts');
});

test('what could not be read is read again at one press', { timeout: 60_000 }, async () => {
  plane.answer('/agents', AWAY);
  await page.goto(`${plane.url}/agents`);
  await page.getByText('The agents could not be read.').waitFor();
  plane.answer('/agents', { body: { items: [], total: 0 } });
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('No agent has connected yet.').waitFor();
});

test('axe finds nothing on a full path, full terminations and full limits, in dark and in light', {
  timeout: 120_000,
}, async () => {
  const busy = busyPlane(plane, Date.now());
  pathStates(plane, busy, { source: 'database', running: true });
  fullTerminations(plane, { enabled: true, leashed: false });
  wideLimits(plane, 'wide');
  for (const [path, last] of [
    ['/paths/press-play', 'in control of the'],
    ['/terminations', '1–15 of 64'],
    ['/settings', 'Load that experiments bring'],
  ] as const) {
    await page.goto(plane.url + path);
    await page.getByText(last).waitFor();
    for (const scheme of ['dark', 'light'] as const) {
      await inScheme(page, scheme);
      expect(await axeProblems(page), `${path} ${scheme}`).toEqual([]);
    }
  }
});

test('a scenario that cannot be read is not taken for an empty design', { timeout: 60_000 }, async () => {
  plane.answer('/scenarios', AWAY);
  await page.goto(`${plane.url}/experiments/new?scenario=ratings-slow`);
  await page.getByText('The scenario ratings-slow could not be read.').waitFor();
  expect(await page.getByText('Choose the journey').count()).toBe(0);
});

test('somebody who may only read is offered nothing that would be refused', { timeout: 60_000 }, async () => {
  plane.answer('/session', { body: { name: 'vera', role: 'viewer' } });
  plane.tell('topology', NOTHING_SEEN);
  for (const path of ['/', '/map', '/agents', '/audit']) {
    await page.goto(plane.url + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.getByRole('button', { name: /Halt|Start|Release/ }).count()).toBe(0);
  }
});

test('a page that cannot be drawn says how to go on, and the rest of the frame works', {
  timeout: 60_000,
}, async () => {
  plane.answer('/findings/f1', { body: {} });
  await page.goto(`${plane.url}/findings/f1`);
  const crashed = page.getByRole('heading', { level: 1, name: 'This page could not be drawn' });
  await crashed.waitFor();
  expect(await axeProblems(page)).toEqual([]);
  plane.answer('/findings/f1', AWAY);
  await page.getByRole('button', { name: 'Reload' }).click();
  await crashed.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Halt all' }).waitFor();
  plane.answer('/session', { body: { name: 'vera', role: 'viewer' } });
  plane.answer('/findings/f1', { body: {} });
  await page.reload();
  await page.getByText('The header above still works.').waitFor();
  broken.length = 0;
});

test('while the hold switch is set a paused experiment is not offered to be resumed, and says why', {
  timeout: 60_000,
}, async () => {
  const { id } = experimentState(plane, busyPlane(plane, Date.now()), 'held');
  await page.goto(`${plane.url}/experiments/${id}`);
  await page.getByText('It can be resumed once the hold switch is released.').waitFor();
  expect(await page.getByRole('button', { name: 'Resume' }).isDisabled()).toBe(true);
  expect(await axeProblems(page)).toEqual([]);
});

test('of what never began there is nothing to attest', { timeout: 60_000 }, async () => {
  const { now } = busyPlane(plane, Date.now());
  const [planned] = now.planned;
  const cancelled = {
    ...planned,
    ...{ id: 'ecancel001', title: 'Called off', endedAt: MOMENT, stoppedAt: null },
    state: { name: 'cancelled', at: MOMENT, by: 'bo', reason: 'person', detail: 'bo cancelled it.' },
  };
  plane.answer('/experiments/ecancel001', { body: cancelled });
  plane.tell('experiment:ecancel001', cancelled);
  for (const path of ['/experiments/ecancel001', '/experiments/ecancel001/report']) {
    await page.goto(plane.url + path);
    await page.getByText(/never began/).waitFor();
    expect(await page.getByText(/attested/).count()).toBe(0);
  }
});

test('whose session ends while they work is told so, and comes back to the same design', {
  timeout: 60_000,
}, async () => {
  busyPlane(plane, Date.now());
  await page.goto(`${plane.url}/experiments/new?path=press-play`);
  await page.waitForURL(/draft=/);
  const [, draft] = /draft=(\w+)/.exec(page.url()) ?? [];
  await page.route('**/api/v1/stream*', (route) => route.fulfill({ status: 401 }));
  plane.drop();
  await page.getByText('Your session has ended.').waitFor();
  expect(await axeProblems(page)).toEqual([]);
  await page.unroute('**/api/v1/stream*');
  plane.answer('/session', { body: { name: 'ada', role: 'operator' } });
  await page.getByLabel('Access token').fill('hrm_again');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(new RegExp(`/experiments/new\\?.*draft=${draft}`));
});

test('many refusals leave the buttons of the designer in sight, each with what to do, and names stay names', {
  timeout: 60_000,
}, async () => {
  const { now, running } = busyPlane(plane, Date.now());
  const allowlist = [{ callGroup: 'api>http:ratings', role: 'degradable' as const }];
  const paths = now.paths.map((each) => ({ ...each, path: { ...each.path, allowlist } }));
  plane.answer('/now', { body: { ...now, paths } });
  plane.tell('now', { ...now, paths });
  const refusals = Array.from({ length: 20 }, (_, n) => ({
    code: n === 0 ? 'call_group_busy' : 'window_closed',
    message: n === 0 ? 'api>http:ratings is being failed already' : `the window of place ${n} is closed for 3 h`,
  }));
  const { ramp, prediction } = running;
  const preview = { scenario: 'x', path: 'press-play', ramp, prediction, proposedRamp: ramp };
  plane.answer('/experiments/preview', {
    body: { ...preview, refusals, refusalsOnceApproved: refusals, testerRefusals: refusals },
  });
  // Neither the scenario nor its path says a ramp: one is proposed.
  await page.goto(`${plane.url}/experiments/new?scenario=ratings-slow`);
  await page.getByText('20 limits refuse this').waitFor();
  await page.getByRole('button', { name: /^How far and how fast\s*2\s%/ }).waitFor();
  await page.getByText('api>http:ratings is being failed already').waitFor();
  await page.getByText('The window of place 1 is closed').waitFor();
  expect(await page.getByText('Wait until the window opens').count()).toBe(1);
  const box = await page.getByRole('button', { name: 'Save as scenario' }).boundingBox();
  expect((box?.y ?? 900) + (box?.height ?? 0)).toBeLessThanOrEqual(900);
  expect(await axeProblems(page)).toEqual([]);
});

test('a scenario that somebody else saved meanwhile: said once, in the time of whoever reads, with a way on', {
  timeout: 60_000,
}, async () => {
  designStates(plane, busyPlane(plane, Date.now()));
  const refused = changedMeanwhile(Date.parse(MOMENT) + 120_000);
  plane.answer('/scenarios/apply', { status: 409, body: refused });
  await page.goto(`${plane.url}/experiments/new?path=press-play&callGroup=api%3Ehttp%3Arecommendations`);
  await page.getByText('No limit refuses it.').waitFor();
  await page.getByRole('button', { name: 'Save as scenario' }).click();
  const notice = page.getByRole('alert').filter({ hasText: 'It was not saved.' });
  await notice.waitFor();
  await page.getByText('give yours another name in step 5').waitFor();
  const words = (await notice.textContent()) ?? '';
  expect(words.match(/version 3 was expected/g)).toHaveLength(1);
  expect(words).toContain('2 Mar 2026');
  expect(words).not.toContain(MOMENT);
  expect(await axeProblems(page)).toEqual([]);
});

test('whoever starts a scenario is told its ramp, and whoever hands a day over can press the buttons', {
  timeout: 60_000,
}, async () => {
  const busy = busyPlane(plane, Date.now());
  gameDays(plane, busy, Date.now());
  await page.goto(`${plane.url}/scenarios/bookmarks-down`);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByRole('dialog').getByText('The default ramp.').waitFor();
  expect(await axeProblems(page)).toEqual([]);
  await page.goto(`${plane.url}/game-days/gonnow0001`);
  await page.getByRole('button', { name: 'Hand over' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

test('ten thousand agents are read page by page', { timeout: 90_000 }, async () => {
  const agent = (n: number): AgentView => ({
    ...{ instance: `api-${String(n).padStart(5, '0')}`, service: 'api', version: '1', runtime: 'node 24', zone: 'a' },
    ...{ region: null, connected: true, connectedAt: MOMENT, lastSeenAt: MOMENT, revision: 1, activeRules: 0 },
    ...{ inFlight: 0, unsupported: [], counters: {}, residue: [] },
  });
  plane.answer('/agents', ({ searchParams }) => {
    const offset = Number(searchParams.get('offset'));
    const limit = Number(searchParams.get('limit'));
    return { body: { items: Array.from({ length: limit }, (_, n) => agent(offset + n)), total: 10_000 } };
  });
  await page.goto(`${plane.url}/agents`);
  await page.getByText('1–100 of 10,000').waitFor();
  expect(await page.getByRole('row').count()).toBe(101);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('101–200 of 10,000').waitFor();
  await page.getByText('api-00199').waitFor();
  expect(await axeProblems(page)).toEqual([]);
});

test('the audit tells who did what, links to it, and reads older entries when asked', { timeout: 60_000 }, async () => {
  const entry = (id: number) => ({
    id,
    at: MOMENT,
    actor: 'ada',
    action: 'experiment_started',
    target: 'e1a2b3',
    title: 'Ratings are slow',
  });
  plane.answer('/audit', ({ searchParams }) => {
    const newest = Number(searchParams.get('before') ?? 151) - 1;
    const items = Array.from({ length: Math.min(100, newest) }, (_, n) => ({ ...entry(newest - n), detail: {} }));
    return { body: { items } };
  });
  await page.goto(`${plane.url}/audit`);
  const first = page.getByRole('row', { name: /ada started Ratings are slow on live traffic/ }).first();
  expect(await first.getByRole('link').getAttribute('href')).toBe('/experiments/e1a2b3');
  expect(await page.getByRole('row').count()).toBe(101);
  await page.getByRole('button', { name: 'Show older ones' }).click();
  await until('all 150', async () => (await page.getByRole('row').count()) === 151);
  expect(await page.getByRole('button', { name: 'Show older ones' }).count()).toBe(0);
});

test('a large map stays where it is: figures change, a new service takes a free place', {
  timeout: 150_000,
}, async () => {
  const fleet = { services: 60, callGroups: 180 };
  plane.tell('now', IDLE_NOW);
  plane.tell('topology', largeFleet(fleet, 0));
  await page.goto(`${plane.url}/map`);
  const last = page.locator('[data-node="service-059"]');
  await last.waitFor({ state: 'attached', timeout: 90_000 });
  await page
    .locator('[data-edge]')
    .nth(fleet.callGroups - 1)
    .waitFor({ state: 'attached' });
  const places = () =>
    page.evaluate(
      '[...document.querySelectorAll(".react-flow__node")].map(({ dataset, style }) => [dataset.id, style.transform])',
    ) as Promise<[string, string][]>;
  const before = await places();
  expect(before.length).toBe(fleet.services);

  for (let moment = 1; moment <= 10; moment += 1) plane.tell('topology', largeFleet(fleet, 10 * moment));
  await page
    .locator('[data-node][data-health="some"], [data-node][data-health="many"]')
    .first()
    .waitFor({ state: 'attached' });
  expect(await places()).toEqual(before);

  const grown = largeFleet(fleet, 0);
  const call = { callGroup: 'service-003>http:newcomer', callsPerSecond: 1, failuresPerSecond: 0, lastSeenAt: MOMENT };
  plane.tell('topology', { ...grown, callGroups: [...grown.callGroups, call] });
  await page.locator('[data-node="http:newcomer"]').waitFor({ state: 'attached', timeout: 60_000 });
  const after = new Map(await places());
  expect(after.size).toBe(fleet.services + 1);
  for (const [id, place] of before) expect(after.get(id)).toBe(place);
  expect(await axeProblems(page)).toEqual([]);
});

test('a webhook is added, its secret is shown once, and a test says what came of it', { timeout: 60_000 }, async () => {
  const hook = {
    ...{
      id: 'w1',
      name: 'pipeline',
      address: 'https://ci.example.com/',
      format: 'json',
      events: [],
      authorization: false,
    },
    ...{
      createdAt: MOMENT,
      createdBy: 'ada',
      health: { name: 'working', lastDeliveredAt: null },
      pending: 0,
      givenUp: 0,
    },
  };
  plane.answer('/session', { body: { name: 'ada', role: 'admin' } });
  plane.answer('/webhooks', { body: { items: [] } });
  await page.goto(`${plane.url}/settings/webhooks`);
  await page.getByText('Nobody outside is told yet.').waitFor();
  await page.getByRole('button', { name: 'New webhook' }).click();
  await page.getByLabel('Name').fill('pipeline');
  await page.getByLabel('Address').fill('https://ci.example.com/');
  expect(await axeProblems(page)).toEqual([]);
  const add = await page.getByRole('button', { name: 'Add the webhook' }).boundingBox();
  expect((add?.y ?? 900) + (add?.height ?? 0)).toBeLessThanOrEqual(900);
  plane.answer('/webhooks', { body: { ...hook, secret: 'hrw_told_once', items: [hook] } });
  await page.getByRole('button', { name: 'Add the webhook' }).click();
  await page.getByText('hrw_told_once').waitFor();
  await page.getByRole('button', { name: 'I have kept it' }).click();
  plane.answer('/webhooks/w1/test', { body: { delivered: false, status: 503, error: 'answered 503', tookMs: 3 } });
  await page.getByRole('button', { name: 'Test pipeline' }).click();
  await page.getByText('pipeline did not take it: answered 503.').waitFor();
  plane.answer('/webhooks/w1/deliveries', { body: { items: [] } });
  await page.getByRole('button', { name: 'Log of pipeline' }).click();
  await page.getByText('Nothing has been sent yet.').waitFor();
  expect(await axeProblems(page)).toEqual([]);
});

test('a path that is refused is told of in the words of its form', { timeout: 60_000 }, async () => {
  const problems = [
    { field: 'title', message: 'line 1: must not be empty, got ""' },
    { field: 'entries.0.routes', message: 'line 1: must have at least 1 item, got []' },
  ];
  const message =
    'line 1, title: must not be empty, got ""; line 1, entries.0.routes: must have at least 1 item, got []';
  plane.answer('/scenarios/apply', { status: 400, body: { error: { code: 'invalid_document', message, problems } } });
  plane.tell('topology', largeFleet({ services: 3, callGroups: 3 }, 0));
  await page.goto(`${plane.url}/paths/new`);
  await page.getByLabel('Owner').fill('web team');
  await page.getByRole('button', { name: /^Save/ }).click();
  const notice = page.getByRole('alert').filter({ hasText: 'It was not saved.' });
  await notice.getByText('Title must not be empty').waitFor();
  const box = await notice.boundingBox();
  expect((box?.y ?? 900) + (box?.height ?? 0), 'in sight of whoever pressed Save').toBeLessThanOrEqual(900);
  await notice.getByText('Entry 1: routes must have at least 1 item').waitFor();
  expect(await notice.textContent()).not.toMatch(/line 1|entries\.0/);
  expect(await axeProblems(page)).toEqual([]);
});

test('a button under the pointer keeps its words readable, in dark and in light', { timeout: 60_000 }, async () => {
  const { running } = busyPlane(plane, Date.now());
  for (const [path, name] of [
    ['/scenarios/bookmarks-down', 'Start'],
    ['/experiments', 'Design an experiment'],
    [`/experiments/${running.id}`, 'Halt'],
  ] as const) {
    await page.goto(plane.url + path);
    const button = page.getByRole(path === '/experiments' ? 'link' : 'button', { name, exact: true });
    for (const scheme of ['dark', 'light'] as const) {
      await button.waitFor();
      await inScheme(page, scheme);
      await button.hover();
      expect(await axeProblems(page, { runOnly: ['color-contrast'] }), `${name} ${scheme}`).toEqual([]);
    }
  }
});
