import { fileURLToPath } from 'node:url';
import { buildPage } from '@hormesis/supervisor/web-build.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeProblems } from '../harness/axe.ts';
import { chromium } from '../harness/browser.ts';
import { type DemoFleet, demoFleetFile, startDemoFleet } from '../harness/demo-fleet.ts';
import { type House, openHouse } from '../harness/house.ts';
import { startService } from '../harness/service.ts';
import { until } from '../harness/until.ts';
import { type Viewers, viewers } from '../harness/viewers.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const PATIENCE_MS = 30_000;

/** The first stage passes within seconds, the second waits until somebody halts it. */
const twoStages = {
  kind: 'Scenario',
  name: 'recommendations-down-for-a-while',
  path: 'press-play',
  title: 'The page plays while we watch',
  hypothesis: 'Nobody notices that recommendations are down, for as long as somebody watches.',
  faults: [{ callGroup: 'api>http:recommendations', fault: { kind: 'error', status: 503 } }],
  ramp: {
    stages: [
      { trafficPpm: 100_000, holdMs: 1_000, minExposedUnits: 10, marginPpm: 500_000, timeoutMs: 60_000 },
      { trafficPpm: 400_000, holdMs: 600_000, minExposedUnits: 10, marginPpm: 500_000 },
    ],
  },
};

/** Ratings have no fallback: harm is found within seconds. */
const withoutFallback = {
  kind: 'Scenario',
  name: 'ratings-gone',
  path: 'press-play',
  title: 'Ratings are gone while we watch',
  hypothesis: 'Nobody needs stars to play.',
  faults: [{ callGroup: 'api>http:ratings', fault: { kind: 'error', status: 503 } }],
  ramp: { stages: [{ trafficPpm: 400_000, holdMs: 600_000, minExposedUnits: 10 }] },
};

let house: House;
let fleet: DemoFleet;
let people: Viewers;
let browser: Browser;
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
  await house.apply(twoStages);
  await house.agentsConnected(demoFleetFile.services.length);
  people = viewers(fleet.url('gateway'), 4);
  browser = await chromium();
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(PATIENCE_MS);
  page.on('pageerror', (error) => broken.push(error.message));
  // The content security policy allows nothing inline: what it refuses shows up nowhere else.
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) broken.push(message.text());
  });
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await people?.leave();
  await fleet?.stop();
  await house?.stop();
});

test('somebody comes by the printed link, and the token does not stay in the address', async () => {
  await page.goto(house.controlPlane.signInUrl);
  await page.getByRole('heading', { level: 1, name: 'Now' }).waitFor();
  expect(new URL(page.url()).pathname + new URL(page.url()).hash).toBe('/');
  await page.getByText(`${demoFleetFile.services.length} agents connected`).waitFor();
});

test('the map shows the fleet and its calls, finds a service, and is walked by keyboard', {
  timeout: 90_000,
}, async () => {
  await page.getByRole('link', { name: 'Map' }).click();
  const node = (name: string) => page.locator(`[data-node="${name}"]`);
  for (const { name } of demoFleetFile.services) await node(name).waitFor();
  await node('ratings').getByText('degradable', { exact: true }).waitFor();
  expect(await node('playback').textContent()).toContain('essential on the path');

  await page.keyboard.press('/');
  await page.keyboard.type('ratin');
  await page.getByRole('option', { name: 'ratings', exact: true }).waitFor();
  await page.keyboard.press('Enter');
  const panel = page.getByRole('complementary', { name: 'ratings' });
  await panel.getByText('It was never failed on purpose').waitFor();
  await panel.getByRole('link', { name: 'Ratings answer after two seconds' }).waitFor();
  expect(await axeProblems(page)).toEqual([]);
  await panel.getByRole('button', { name: 'api' }).click();
  const callGroup = page.getByRole('complementary', { name: 'api › http:ratings' });
  await callGroup.waitFor();
  await page.keyboard.press('Escape');
  await callGroup.waitFor({ state: 'detached' });

  // Arrow keys follow the calls that are drawn: each agent tells of its own, the first time within ten seconds.
  // A call between two services at the same height is a line without a height, which a browser test takes for hidden.
  for (const edge of ['gateway>http:api', 'api>http:ratings'])
    await page.locator(`[data-edge="${edge}"]`).waitFor({ state: 'attached' });
  const focused = () => page.evaluate('document.activeElement.dataset.node');
  await node('gateway').focus();
  await page.keyboard.press('ArrowRight');
  expect(await focused()).not.toBe('gateway');
  // Whom of several it calls depends on where they are drawn; nobody but api calls ratings.
  await node('ratings').focus();
  await page.keyboard.press('ArrowLeft');
  expect(await focused()).toBe('api');
  await page.keyboard.press('Enter');
  const api = page.getByRole('complementary', { name: 'api' });
  await api.waitFor();
  await page.keyboard.press('Escape');
  await api.waitFor({ state: 'detached' });
  expect(await page.evaluate('document.activeElement.dataset.node')).toBe('api');

  await page.getByText('Table', { exact: true }).click();
  const row = page.getByRole('table', { name: 'Call groups' }).getByRole('row', { name: /^api › http:ratings/ });
  await row.getByText('degradable').waitFor();
  expect(await axeProblems(page)).toEqual([]);
});

test('an essential call group is offered to testers only, and says why', async () => {
  await page.getByRole('link', { name: 'Now', exact: true }).click();
  await page.getByRole('button', { name: /^Start .*licen[cs]e/i }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('refused for live traffic').waitFor();
  await dialog.getByRole('button', { name: 'Make a tester token' }).waitFor();
  expect(await dialog.getByRole('button', { name: 'Start on live traffic' }).count()).toBe(0);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
});

test('a scenario is started, passes a stage while one watches, and is halted from the header', {
  timeout: 150_000,
}, async () => {
  await page.getByRole('button', { name: `Start ${twoStages.title}` }).click();
  await page.getByRole('button', { name: 'Start on live traffic' }).click();
  await page.getByRole('heading', { level: 1, name: twoStages.title }).waitFor();
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';

  const ramp = page.getByRole('list', { name: 'Ramp' });
  await ramp.getByText(/^passed/).waitFor({ timeout: 60_000 });
  expect(await ramp.locator('[aria-current=step]').textContent()).toMatch(/40\s%/);
  // What the page says comes from the same truth that a script reads.
  await until('an injection', async () => (await house.experiment(id)).injections > 0, PATIENCE_MS);
  await page.getByText(/^[1-9][\d,]* injections/).waitFor();
  await page.getByRole('img', { name: /^Failing users over time/ }).waitFor();
  // Each kind of harm that halts is told in words.
  for (const harm of ['failed', 'were slow', 'did not start playing']) {
    // Users in treatment, in control, and E.
    await page.getByRole('row', { name: new RegExp(`^${harm} [\\d,]+ [\\d,]+ \\S`) }).waitFor();
  }
  expect(await axeProblems(page)).toEqual([]);

  await page.getByRole('link', { name: 'Map' }).click();
  await page.locator('[data-edge="api>http:recommendations"][data-observed]').waitFor({ state: 'attached' });
  await page.locator('[data-node="recommendations"][data-observed]').waitFor();
  expect(await page.locator('[data-edge="api>http:ratings"][data-observed]').count()).toBe(0);
  expect(await axeProblems(page)).toEqual([]);
  await page.goBack();

  await page.getByRole('button', { name: 'Halt all' }).click();
  const count = demoFleetFile.services.length;
  await page
    .getByText(new RegExp(`${count}/${count} agents confirmed, \\d+\\sms`))
    .first()
    .waitFor();
  await page.getByText('Inconclusive: no verdict either way.').waitFor();
  expect((await house.experiment(id)).state).toMatchObject({ name: 'halted', reason: 'halt_all' });
});

test('after a halt nothing starts until somebody releases the hold switch', { timeout: 90_000 }, async () => {
  await page.getByRole('link', { name: 'Now', exact: true }).click();
  await page.getByText('The hold switch is set').waitFor();
  expect(await axeProblems(page)).toEqual([]);
  await page.getByRole('button', { name: `Start ${twoStages.title}` }).click();
  const start = page.getByRole('button', { name: 'Start on live traffic' });
  await start.waitFor();
  await until('a start that is refused beforehand', () => start.isDisabled());
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Release' }).click();
  await page.getByText('The hold switch is set').waitFor({ state: 'detached' });
});

test('a failed run leaves a finding that keeps its scenario back, and somebody who gives a reason lets it run again', {
  timeout: 150_000,
}, async () => {
  await house.apply(withoutFallback);
  const { id } = await house.post<{ id: string }>('/experiments', { scenario: withoutFallback.name });
  await until('harm to be found', async () => (await house.experiment(id)).verdict === 'failed', 90_000);
  // The page may have counted it already: then the figure is part of the name.
  const pages = page.getByRole('navigation', { name: 'Pages' });
  await pages.getByRole('link', { name: /^Findings( ?\d+)?$/ }).click();
  const finding = page.getByRole('row', { name: new RegExp(withoutFallback.title) });
  await finding.getByText('open', { exact: true }).waitFor();
  expect(await axeProblems(page)).toEqual([]);
  await finding.getByRole('link', { name: withoutFallback.title }).click();
  await page.getByText('Open: its scenario is kept from live traffic.').waitFor();
  expect(await axeProblems(page)).toEqual([]);

  await page.getByRole('button', { name: 'Accept' }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByRole('button', { name: 'Accept until then' }).isDisabled()).toBe(true);
  await page.keyboard.type('until the rewrite');
  expect(await axeProblems(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Accept until then' }).click();
  await page.getByText(/^Accepted by .* until \d{4}-\d\d-\d\d\.$/).waitFor();
  const again = await house.post<{ id: string }>('/experiments', { scenario: withoutFallback.name });
  await house.post(`/experiments/${again.id}/halt`);
});

test('a control plane that went away is noticed, and the page comes back by itself', { timeout: 90_000 }, async () => {
  house.controlPlane.process.kill('SIGSTOP');
  await page.getByText('The connection to the control plane is lost').waitFor();
  house.controlPlane.process.kill('SIGCONT');
  await page.getByText('The connection to the control plane is lost').waitFor({ state: 'detached' });
  expect(broken).toEqual([]);
});
