import { fileURLToPath } from 'node:url';
import { buildPage } from '@hormesis/supervisor/web-build.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { axeProblems } from '../harness/axe.ts';
import { chromium } from '../harness/browser.ts';
import { type Plane, startPlane } from '../server/plane.ts';
import { failing, ScriptedPlatform } from '../server/terminations/scripted-platform.ts';
import { OPEN } from '../server/terminations/stage.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const KEY = 'ec2/prod/eu-west-1/api/main/api-main';

let browser: Browser;
let plane: Plane;
let page: Page;
const broken: string[] = [];
const platform = new ScriptedPlatform('ec2', [
  { account: 'prod', region: 'eu-west-1' },
  { account: 'prod', region: 'us-east-1' },
]);

beforeAll(async () => {
  await buildPage(REPOSITORY, AbortSignal.timeout(110_000));
  platform.add('api-main', 3);
  platform.add('api-main-canary', 3);
  platform.broken.set(
    'us-east-1',
    failing('not_allowed', 'UnauthorizedOperation', 'You are not authorized.', 'ec2:DescribeInstances').failure,
  );
  plane = await startPlane({ web: fileURLToPath(new URL('../../web/dist', import.meta.url)), platforms: [platform] });
  browser = await chromium();
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (error) => broken.push(error.message));
  await page.goto(plane.running.signInUrl);
  await page.getByRole('heading', { level: 1, name: 'Now' }).waitFor();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await plane?.stop();
});

test('from nothing enabled to a kill: settings, dry run, leash off, the key typed out, and the history tells it', {
  timeout: 90_000,
}, async () => {
  await page.getByRole('link', { name: 'Terminations' }).click();
  await page.getByText('Terminations are not enabled: nothing is planned, and nothing dies.').waitFor();
  await page.getByText('ec2 prod us-east-1: permission is missing').waitFor();
  await page.getByText('its name ends in "canary"').waitFor();

  const settings = page.getByRole('textbox', { name: 'Settings as YAML' });
  await settings.fill('kind: Terminations\nschedule: { from: "15:00", to: "09:00" }\n');
  await page.getByText(/^schedule\.to: must be later than from/).waitFor();
  await settings.fill(stringify({ ...OPEN, leashed: true }));
  await page.getByRole('button', { name: 'Save as version 2' }).click();
  await page.getByText('Everything is planned, asked and recorded, and nobody dies.').waitFor();

  await page.getByRole('button', { name: `Kill in ${KEY}`, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Who' }).click();
  await page.getByRole('option', { name: 'Everybody in zone zone-b' }).click();
  await dialog.getByRole('button', { name: 'Try it' }).click();
  await dialog.getByText('would have died').waitFor();
  expect(await axeProblems(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  expect(platform.asked).toBe(0);

  await page.getByRole('button', { name: 'Take the leash off' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take it off' }).click();
  await page.getByText('off the leash').waitFor();
  await page.getByRole('button', { name: `Kill in ${KEY}`, exact: true }).click();
  await dialog.getByRole('radio', { name: 'For real' }).check();
  expect(await dialog.getByRole('button', { name: 'Kill it' }).isDisabled()).toBe(true);
  await dialog.getByRole('textbox', { name: 'Type the group’s key' }).fill(KEY);
  await dialog.getByRole('button', { name: 'Kill it' }).click();
  await dialog.getByText('killed', { exact: true }).waitFor();
  expect(platform.killed).toHaveLength(1);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('table', { name: 'Terminations' }).getByText('recovering').waitFor();

  platform.heal({ place: { platform: 'ec2', account: 'prod', region: 'eu-west-1' }, group: 'api-main' });
  await page.getByText(/^healthy after \d+\s(s|ms)$/).waitFor();
  expect(broken).toEqual([]);
});

test('axe finds nothing on the page, in light and in dark', { timeout: 60_000 }, async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto(`${plane.url}/terminations`);
    await page.getByRole('table', { name: 'Groups' }).waitFor();
    await page.getByRole('table', { name: 'Terminations' }).waitFor();
    expect(await axeProblems(page), colorScheme).toEqual([]);
  }
});
