import { fileURLToPath } from 'node:url';
import { buildPage } from '@hormesis/supervisor/web-build.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { axeProblems } from '../harness/axe.ts';
import { chromium } from '../harness/browser.ts';
import { type DemoFleet, demoFleetFile, startDemoFleet } from '../harness/demo-fleet.ts';
import { type House, openHouse } from '../harness/house.ts';
import { startService } from '../harness/service.ts';
import { until } from '../harness/until.ts';
import { type Viewers, viewers } from '../harness/viewers.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
/** A path of the database, so that the page may change it. Nobody approved more than 5 % of it. */
const browse = {
  kind: 'CriticalPath',
  name: 'browse',
  title: 'Browse',
  entries: [{ service: 'gateway', routes: ['GET /browse'] }],
  unit: { from: 'header', name: 'x-user-id' },
  allowlist: [{ callGroup: 'api>http:ratings', role: 'degradable' }],
};

let house: House;
let fleet: DemoFleet;
let people: Viewers;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const broken: string[] = [];

beforeAll(async () => {
  await buildPage(REPOSITORY, AbortSignal.timeout(200_000));
  house = await openHouse();
  fleet = await startDemoFleet({
    databaseUrl: house.database.url,
    env: { DEMO_FAILURE_PPM: '0' },
    start: (service) => startService({ ...service, controlPlane: house.controlPlane }),
  });
  await house.agentsConnected(demoFleetFile.services.length);
  people = viewers(fleet.url('gateway'), 1);
  await house.apply(browse);
  browser = await chromium();
  context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  page = await newPage();
  await page.goto(house.controlPlane.signInUrl);
  await page.getByRole('heading', { level: 1, name: 'Now' }).waitFor();
  const seen = async () => (await house.get<{ callGroups: { callGroup: string }[] }>('/topology')).callGroups;
  await until(
    'calls of bookmarks',
    async () => (await seen()).some(({ callGroup }) => /bookmarks/.test(callGroup)),
    30_000,
  );
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await people?.leave();
  await fleet?.stop();
  await house?.stop();
});
beforeEach(() => {
  broken.length = 0;
});

/** A browser of their own, of somebody with an account of their own. */
async function signedIn(name: string): Promise<Page> {
  const { token } = await house.post<{ token: string }>('/access-tokens', { name, role: 'operator' });
  const own = await newPage(await browser.newContext({ viewport: { width: 1280, height: 900 } }));
  await own.goto(`${house.controlPlane.url}/sign-in#${token}`);
  await own.getByRole('heading', { level: 1, name: 'Now' }).waitFor();
  return own;
}

async function newPage(of = context): Promise<Page> {
  const made = await of.newPage();
  made.setDefaultTimeout(30_000);
  made.on('pageerror', (error) => broken.push(error.message));
  made.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) broken.push(message.text());
  });
  return made;
}

/** Presses Tab until what has the focus is called so; the way somebody goes who has no mouse. */
async function tabTo(name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = (await page.evaluate(`(() => {
      const { activeElement: it } = document;
      return it.ariaLabel || it.labels?.[0]?.textContent || it.textContent || '';
    })()`)) as string;
    if (name.test(focused)) return;
  }
  throw new Error(`Tab never came to ${name}`);
}

/** Each way ends where the first step has a path and the call group. */
const beginnings = {
  'the map': async (click: Click) => {
    await page.goto(`${house.controlPlane.url}/map?shape=table&path=press-play`);
    await click(page.getByRole('button', { name: 'api › http:bookmarks' }));
    await click(page.getByRole('button', { name: 'Design an experiment' }));
  },
  'an empty form': async (click: Click) => {
    await page.goto(`${house.controlPlane.url}/experiments/new`);
    await click(page.getByRole('combobox', { name: 'Critical path' }));
    await click(page.getByRole('option', { name: 'Press play' }));
    await click(page.getByRole('checkbox', { name: /bookmarks/ }));
  },
};
type Click = (locator: ReturnType<Page['locator']>) => Promise<void>;

test.each([
  ['the map', 8],
  ['an empty form', 9],
] as const)(
  'press-play without bookmarks, testers first, up to a quarter, halted at five failed users, from %s: in %i interactions',
  {
    timeout: 120_000,
  },
  async (beginning, expected) => {
    let interactions = 0;
    const click: Click = async (locator) => {
      interactions += 1;
      await locator.click();
    };
    await beginnings[beginning](click);
    await page.getByRole('heading', { level: 1, name: 'Press play without bookmarks' }).waitFor();
    await click(page.getByRole('button', { name: /^How far and how fast/ }));
    await click(page.getByRole('radiogroup', { name: /^Up to/ }).getByText('25 %'));
    await click(page.getByRole('button', { name: /^When to stop/ }));
    interactions += 1;
    await page.getByLabel('Failed users more than chance').fill('5');
    await page.getByText('No limit refuses it.').waitFor();
    await click(page.getByRole('button', { name: 'Start with testers' }));
    await page.getByText('Send this header with your own request.').waitFor();
    expect((await house.get<{ traffic: { treatmentPpm: number } }>('/status')).traffic.treatmentPpm).toBe(0);
    expect(await axeProblems(page)).toEqual([]);
    await click(page.getByRole('button', { name: 'Start on live traffic' }));
    await page.waitForURL(/\/experiments\/e[a-z0-9]{5,}$/);
    expect(interactions).toBe(expected);
    expect(interactions).toBeLessThanOrEqual(15);

    const { ramp, guardrails, faults, startedAt } = await house.experiment(page.url().split('/').at(-1) ?? '');
    expect(startedAt).not.toBeNull();
    expect(ramp.stages.at(-1)?.trafficPpm).toBe(250_000);
    expect(guardrails.budgetUnits).toBe(5);
    expect(faults).toEqual([
      { callGroup: 'api>http:bookmarks', role: 'degradable', fault: { kind: 'error', status: 503 } },
    ]);
    await house.post('/halt');
    await house.post('/release');
    expect(broken).toEqual([]);
  },
);

test('from an empty form to a running experiment with the keyboard alone', { timeout: 120_000 }, async () => {
  await page.goto(`${house.controlPlane.url}/experiments/new?path=press-play`);
  await page.getByRole('checkbox', { name: /recommendations/ }).waitFor();
  expect(await axeProblems(page)).toEqual([]);
  await tabTo(/recommendations/);
  await page.keyboard.press('Space');
  await tabTo(/^Continue$/);
  await page.keyboard.press('Enter');
  await tabTo(/^Testers first/);
  await page.keyboard.press('ArrowDown');
  await tabTo(/^Continue$/);
  await page.keyboard.press('Enter');
  // The stages come with the preview, which a busy machine answers later than anybody presses Tab sixty times.
  await page.getByLabel('Share of stage 1', { exact: true }).waitFor();
  await tabTo(/^Share of stage 1$/);
  await page.keyboard.type('3');
  expect(await axeProblems(page)).toEqual([]);
  await page.getByText('No limit refuses it.').waitFor();
  await tabTo(/^Start on live traffic$/);
  await page.getByText('No limit refuses it.').waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/experiments\/e[a-z0-9]{5,}$/);
  const { state, ramp } = await house.experiment(page.url().split('/').at(-1) ?? '');
  expect([state.name, ramp.stages[0]?.trafficPpm]).toEqual(['running', 30_000]);
  await house.post('/halt');
  await house.post('/release');
});

test('a design that is refused says by what, and goes on to another person or is mended in YAML', {
  timeout: 120_000,
}, async () => {
  await page.goto(`${house.controlPlane.url}/experiments/new?path=browse&callGroup=api%3Ehttp:ratings`);
  await house.post('/hold', { reason: 'an incident' });
  await page.getByText('One limit refuses this').waitFor();
  await page.getByText(/hold switch is set by .* \(an incident\)/).waitFor();
  expect(await page.getByRole('button', { name: 'Start with testers' }).isDisabled()).toBe(true);
  await house.post('/release');
  await page.getByText('One limit refuses this').waitFor({ state: 'detached' });

  // Text is the same design: what is wrong is told with its line, and what is right shows in the form at once.
  await page.getByText('YAML', { exact: true }).click();
  const text = page.getByLabel('Scenario as YAML');
  const yaml = await text.inputValue();
  await text.fill(yaml.replace('status: 503', 'status: 5030'));
  await page.getByText(/^Line \d+: faults\.0\.fault\.status: must be .* got 5030$/).waitFor();
  // Otherwise the design from before that mistake would start.
  await page.getByText('The text is not read yet').waitFor();
  expect(await page.getByRole('button', { name: 'Start with testers' }).isDisabled()).toBe(true);
  await page.getByText('Form', { exact: true }).click();
  await page.getByText('The YAML holds a text that could not be read yet.').waitFor();
  expect(await page.getByRole('button', { name: 'Start with testers' }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Open it' }).click();
  await text.fill(`${yaml.split('ramp:')[0]}ramp:\n  stages:\n    - { trafficPpm: 200000, holdMs: 60000 }\n`);
  await page.getByText('Read: the form and the preview show this.').waitFor();
  expect(await axeProblems(page)).toEqual([]);
  await page.getByText('Form', { exact: true }).click();
  await page.getByRole('button', { name: /^How far and how fast\s*20\s%/ }).waitFor();
  await page.getByText(/Testers may start; \d limits refuse live traffic/).waitFor();
  await page.getByText(/20\s% of live traffic is above the 5\s% that browse allows/i).waitFor();

  await page.getByRole('button', { name: /^For whom/ }).click();
  await page.getByText('A share of live traffic at once').click();
  await page.getByText('Another person has to approve this').waitFor();
  await page.getByRole('button', { name: 'Ask for approval' }).click();
  await page.waitForURL(/\/experiments\/e[a-z0-9]{5,}$/);
  expect((await house.experiment(page.url().split('/').at(-1) ?? '')).state.name).toBe('draft');
});

test('neither a reload nor a lost connection takes away what somebody typed', { timeout: 90_000 }, async () => {
  await page.goto(`${house.controlPlane.url}/experiments/new?path=press-play&callGroup=api%3Ehttp:subscriptions`);
  await page.getByRole('button', { name: /^Check and start/ }).click();
  house.controlPlane.process.kill('SIGSTOP');
  await page.getByLabel('Title').fill('Who pays for this?');
  await page.getByText('The connection to the control plane is lost').waitFor();
  house.controlPlane.process.kill('SIGCONT');
  await page.getByText('The connection to the control plane is lost').waitFor({ state: 'detached' });
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Who pays for this?' }).waitFor();
  // Another tab has a design of its own, and offers to go on with this one.
  const other = await newPage();
  await other.goto(`${house.controlPlane.url}/experiments/new`);
  await other.getByRole('heading', { level: 1, name: 'Design an experiment' }).waitFor();
  await other.getByRole('link', { name: 'Who pays for this?' }).click();
  await other.getByRole('heading', { level: 1, name: 'Who pays for this?' }).waitFor();
  await other.close();
});

test('somebody describes a path from the calls that were seen, and another person’s edit of it is seen, not overwritten', {
  timeout: 150_000,
}, async () => {
  const [ada, ben] = [await signedIn('ada'), await signedIn('ben')];
  await ada.goto(`${house.controlPlane.url}/paths`);
  await ada.getByRole('button', { name: 'Describe a path' }).click();
  await ada.getByLabel('Title').fill('Watch a trailer');
  const input = (label: string) => ada.locator('input').and(ada.getByLabel(label));
  await input('Service').fill('gateway');
  await input('Routes').press('Backspace');
  await input('Routes').fill('GET /trailers/:title');
  await input('Routes').press('Enter');
  const ratings = ada.getByRole('row', { name: /^api › http:ratings / });
  await ratings.getByRole('switch').click({ force: true });
  await ratings.getByText('degradable').click();
  expect(await axeProblems(ada)).toEqual([]);
  await ada.getByRole('button', { name: 'Save', exact: true }).click();
  await ada.getByText('Version 1, nothing changed.').waitFor();
  expect(await house.get('/paths/watch-a-trailer')).toMatchObject({
    savedBy: 'ada',
    path: {
      entries: [{ service: 'gateway', routes: ['GET /trailers/:title'] }],
      allowlist: [{ callGroup: 'api>http:ratings', role: 'degradable' }],
    },
  });

  await ben.goto(`${house.controlPlane.url}/paths`);
  await ben.getByRole('link', { name: 'Watch a trailer', exact: true }).click();
  await ben.getByRole('table', { name: 'Call groups' }).waitFor();
  await ben.getByLabel('Owner').fill('catalogue-team');
  await ada.getByLabel('Title').fill('Look around');
  await ada.getByRole('switch', { name: 'api>http:recommendations may be failed' }).click({ force: true });
  await ada.getByRole('button', { name: /^Save as version 2$/ }).click();
  await ada.getByText('Version 2, nothing changed.').waitFor();

  // Ben has saved nothing, and knows before he tries, of whom and of what.
  await ben.getByText(/^ada saved version 2, .*, while you edited version 1\./).waitFor();
  await ben.getByText('the title: “Look around”').waitFor();
  await ben.getByText('api>http:recommendations is essential, new on the allowlist').waitFor();
  expect(await ben.getByLabel('Owner').inputValue()).toBe('catalogue-team');
  expect(await ben.getByRole('button', { name: /^Save as version/ }).isDisabled()).toBe(true);
  expect(await axeProblems(ben)).toEqual([]);
  await ben.getByRole('button', { name: 'Apply my changes to theirs' }).click();
  await ben.getByRole('button', { name: 'Save as version 3' }).click();
  await ben.getByText('Version 3, nothing changed.').waitFor();

  // Ada had changed nothing since: she simply sees it.
  await until('Ada to see it', async () => (await ada.getByLabel('Owner').inputValue()) === 'catalogue-team', 20_000);
  const after = await house.get<{ path: object; version: number; savedBy: string }>('/paths/watch-a-trailer');
  expect(after).toMatchObject({ version: 3, savedBy: 'ben', path: { title: 'Look around', owner: 'catalogue-team' } });
  await Promise.all([ada.context().close(), ben.context().close()]);
  expect(broken).toEqual([]);
});
