import { fileURLToPath } from 'node:url';
import type { GameDayView } from '@hormesis/contract/game-day.ts';
import { buildPage } from '@hormesis/supervisor/web-build.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeProblems } from '../harness/axe.ts';
import { chromium, inScheme } from '../harness/browser.ts';
import { gameDays } from '../harness/game-day-states.ts';
import { busyPlane } from '../harness/page-states.ts';
import { type StubPlane, stubPlane } from '../harness/stub-plane.ts';
import { type Plane, startPlane } from '../server/plane.ts';
import type { ScriptedAgent } from '../server/scripted-agent.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

let browser: Browser;
let plane: Plane;
let stub: StubPlane;
let shop: ScriptedAgent;
const broken: string[] = [];

beforeAll(async () => {
  await buildPage(REPOSITORY, AbortSignal.timeout(200_000));
  plane = await startPlane({ web: fileURLToPath(new URL('../../web/dist', import.meta.url)) });
  browser = await chromium();
  stub = await stubPlane();
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await plane?.stop();
  await stub?.stop();
});

async function newPage(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (error) => broken.push(error.message));
  return page;
}

/** A browser of its own in which somebody has signed in. */
async function browserOf(name: string, role: 'operator' | 'viewer'): Promise<Page> {
  const token = await plane.tokenOf(role, name);
  const page = await newPage();
  await page.goto(`${plane.url}/sign-in`);
  await page.getByLabel(/token/i).first().fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Now' }).waitFor();
  return page;
}

test('a lead plans and runs a small day, an operator writes and halts its step, and both see the same', {
  timeout: 90_000,
}, async () => {
  shop = await plane.agent('shop');
  await plane.agent('edge');
  const [ann, bob] = await Promise.all([browserOf('ann', 'operator'), browserOf('bob', 'operator')]);
  await ann.getByRole('link', { name: 'Game days' }).click();
  await ann.getByText('No game day yet.').waitFor();
  await bob.getByRole('link', { name: 'Game days' }).click();
  await bob.getByText('No game day yet.').waitFor();
  await ann.getByRole('link', { name: 'Plan a game day' }).click();
  await ann.getByRole('textbox', { name: 'Name' }).fill('pay-day');
  await ann.getByRole('textbox', { name: 'Goal' }).fill('Paying works without offers.');
  const add = (kind: string) => ann.getByRole('button', { name: `Add ${kind}` }).click();
  await add('an experiment');
  await ann.getByRole('combobox', { name: 'Scenario' }).click();
  await ann.getByRole('option', { name: 'offers-down' }).click();
  await add('a manual step');
  await ann.getByRole('textbox', { name: 'Title' }).fill('Look at the board');
  await ann.getByRole('textbox', { name: 'Instructions' }).fill('Open it.');
  // The manual step goes first, by keyboard, and comes back when it is removed.
  await ann.getByRole('textbox', { name: 'Instructions' }).press('Alt+ArrowUp');
  const [first] = await ann.getByRole('list', { name: 'Steps of the plan' }).getByRole('heading').all();
  expect(await first?.textContent()).toContain('manual step');
  await ann.getByRole('button', { name: 'Remove step 1' }).click();
  await ann.getByRole('button', { name: 'Put it back' }).press('Enter');
  expect(await ann.getByRole('textbox', { name: 'Title' }).inputValue()).toBe('Look at the board');

  await ann.getByRole('combobox', { name: 'Operators' }).fill('bill');
  await ann.keyboard.press('Enter');
  await ann.getByText('operators: must name somebody').waitFor();
  await ann.getByText('YAML', { exact: true }).click();
  const text = ann.getByRole('textbox', { name: 'Game day as YAML' });
  await text.fill((await text.inputValue()).replace('bill', 'bob'));
  await ann.getByText('Read: the form shows this.').waitFor();
  await ann.getByRole('button', { name: 'Plan the game day' }).click();
  await ann.getByText('Nothing happens before the lead starts the day').waitFor();
  const { items } = (await plane.get('/game-days')).body as { items: GameDayView[] };
  expect(items.map(({ path, lead, stepCount }) => [path, lead, stepCount])).toEqual([['checkout', 'ann', 2]]);
  // His list is open, and nobody loads it anew.
  await bob.getByRole('link', { name: 'pay-day' }).waitFor();

  await ann.getByRole('button', { name: 'Start the day' }).click();
  await ann.getByRole('button', { name: 'Begin step 1' }).click();
  // He learns of it where he is.
  await bob.getByRole('link', { name: /Game day pay-day is on/ }).click();
  await bob.getByText('The lead, ann, moves the day on.').waitFor();
  await bob.getByRole('textbox', { name: 'What to write down' }).fill('The board is green.');
  await bob.getByRole('button', { name: 'Write it down' }).click();
  await ann.getByRole('list', { name: 'Timeline' }).getByText('The board is green.').waitFor();
  await bob.getByRole('button', { name: 'Done' }).click();
  await ann.getByRole('button', { name: 'Begin step 2' }).click();
  await bob.getByRole('article', { name: 'offers-down' }).or(bob.getByRole('article')).first().waitFor();
  await ann.getByText('Observation').click();
  await ann.getByRole('textbox', { name: 'What to write down' }).fill('No offers on the page.');
  await ann.keyboard.press('Control+Enter');
  await bob.getByText('No offers on the page.').waitFor();

  // What an agent has not confirmed is never called halted.
  shop.onHalt = () => {};
  await bob.getByRole('button', { name: 'Halt step' }).click();
  await bob.getByText('The halt is not confirmed by every agent.').waitFor();
  await bob.getByText('1/2 agents confirmed').first().waitFor();
  shop.onHalt = ({ halt }) => shop.ack(halt);
  await ann.getByRole('list', { name: 'Steps', exact: true }).getByText('halted by bob').waitFor();
  await ann.getByRole('button', { name: 'End the day' }).click();
  await bob.getByText('The game day is over: all steps are.').waitFor();
  const day = (await plane.get(`/game-days/${items[0]?.id}`)).body as GameDayView;
  expect(day.timeline.map(({ kind, step, actor }) => `${actor} ${kind} ${step}`)).toEqual([
    ...['ann planned null', 'ann started null', 'ann step_began 0', 'bob note 0', 'bob step_done 0'],
    ...['ann step_began 1', 'ann observation 1', 'bob step_halted 1', 'ann completed null'],
  ]);
  expect(broken).toEqual([]);
});

test('axe finds nothing on the pages of game days, in light and in dark', { timeout: 120_000 }, async () => {
  gameDays(stub, busyPlane(stub, Date.now()), Date.now());
  const page = await newPage();
  const found: string[] = [];
  for (const [path, title] of [
    ['/game-days', 'Game days'],
    ['/game-days/gonnow0001', 'bookmarks-day'],
    ['/game-days/new?from=gaborted01', 'bookmarks-day'],
    ['/game-days/gaborted01/report', 'ratings-day'],
  ] as const) {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(stub.url + path);
    await page.getByRole('heading', { level: 1, name: title }).last().waitFor();
    for (const each of await axeProblems(page)) found.push(`${path} ${each}`);
    await inScheme(page, 'light');
    for (const each of await axeProblems(page, { runOnly: ['color-contrast'] })) found.push(`${path} in light ${each}`);
  }
  expect(found).toEqual([]);
  expect(broken).toEqual([]);
});
