import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildPage } from '@hormesis/supervisor/web-build.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { axeProblems } from '../harness/axe.ts';
import { chromium, inScheme } from '../harness/browser.ts';
import { type BusyPlane, busyPlane } from '../harness/page-states.ts';
import { type StubPlane, stubPlane } from '../harness/stub-plane.ts';
import { type Plane, startPlane } from '../server/plane.ts';
import { type Relay, relayTo } from '../server/relay.ts';
import type { ScriptedAgent } from '../server/scripted-agent.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

let browser: Browser;
let plane: Plane;
let relay: Relay;
let page: Page;
let edge: ScriptedAgent;
let shop: ScriptedAgent;
const broken: string[] = [];

beforeAll(async () => {
  await buildPage(REPOSITORY, AbortSignal.timeout(200_000));
  plane = await startPlane({ web: fileURLToPath(new URL('../../web/dist', import.meta.url)) });
  relay = await relayTo(plane.url);
  browser = await chromium();
  page = await newPage();
  await page.goto(plane.running.signInUrl.replace(plane.url, relay.url.replace(/\/$/, '')));
  await page.getByRole('heading', { level: 1, name: 'Now' }).waitFor();
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await relay?.stop();
  await plane?.stop();
});
beforeEach(() => void broken.splice(0));

async function newPage(): Promise<Page> {
  const opened = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  opened.setDefaultTimeout(30_000);
  opened.on('pageerror', (error) => broken.push(error.message));
  opened.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) broken.push(message.text());
  });
  return opened;
}

test('Shift+H halts everything; what an agent has not confirmed is never called stopped', {
  timeout: 60_000,
}, async () => {
  // Not sooner: what answers no ping while a slow machine opens the page counts as gone.
  [edge, shop] = await Promise.all([plane.agent('edge'), plane.agent('shop')]);
  const id = await plane.start('offers-down');
  await page.getByRole('article').getByText('stage 1 of').waitFor();
  shop.onHalt = () => {};
  await page.keyboard.press('Shift+H');
  await page.getByText('1/2 agents confirmed').first().waitFor();
  await page.getByText('The halt of 1 experiment is not confirmed by every agent.').waitFor();
  await page.getByText('Unknown, so treat as injecting until their lease ends').waitFor();
  await page.getByText(shop.instance).first().waitFor();
  await page.getByText('The hold switch is set').waitFor();
  expect((await plane.view(id)).state).toMatchObject({ name: 'halted', reason: 'halt_all' });
  shop.onHalt = ({ halt }) => shop.ack(halt);

  await page.getByRole('button', { name: 'Release' }).click();
  await page.getByText('The hold switch is set').waitFor({ state: 'detached' });
  expect(edge.frames.some(({ type }) => type === 'halt')).toBe(true);
  expect(broken).toEqual([]);
});

test('on a telephone the button that halts everything is on the screen, beside what is being hurt', {
  timeout: 60_000,
}, async () => {
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 900 };
  await page.setViewportSize({ width: 390, height: 800 });
  try {
    const button = await page.getByRole('button', { name: 'Halt all' }).boundingBox();
    expect(button && button.x + button.width).toBeLessThanOrEqual(390);
    const facts = await page.getByText('of live traffic in treatment').boundingBox();
    expect(facts && facts.x + facts.width).toBeLessThanOrEqual(390);
    const tooWide = `[...document.querySelectorAll('body *')].filter((each) => each.getBoundingClientRect().right > 390).map((each) => each.outerHTML.slice(0, 120))`;
    expect(await page.evaluate(tooWide)).toEqual([]);
  } finally {
    await page.setViewportSize({ width, height });
  }
});

test('a control plane that falls silent: the page says so with the age of what it shows, and comes back by itself', {
  timeout: 60_000,
}, async () => {
  // It has heard a state and is live: before that nothing has an age.
  await page.getByText('2 agents connected').waitFor();
  relay.freeze();
  await page.getByText('The connection to the control plane is lost').waitFor();
  await page.getByText(/What you see is \d+\ss old/).waitFor();
  await page
    .getByRole('banner')
    .getByText(/^\d+\ss old$/)
    .waitFor();
  relay.mend();
  await page.getByText('The connection to the control plane is lost').waitFor({ state: 'detached' });
  expect(await page.getByText(/\d+\ss old/).count()).toBe(0);
  relay.cut();
  await page.getByText('The connection to the control plane is lost').waitFor();
  await page.keyboard.press('Shift+H');
  await page.getByText('The halt is not confirmed. Press Halt all again.').waitFor();
  relay.mend();
  await page.getByText('The connection to the control plane is lost').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Close' }).click();
});

test('a token is made, shown once, used, and revoked after a question', { timeout: 60_000 }, async () => {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('link', { name: 'People and tokens' }).click();
  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('night shift');
  await page.getByRole('radio', { name: 'operator' }).check();
  await page.getByRole('button', { name: 'Make the token' }).click();
  const told = await page.getByText(/^hrm_/).textContent();
  await page.getByRole('dialog').getByText('the only time').waitFor();
  const token = told?.trim() ?? '';
  expect(await axeProblems(page)).toEqual([]);
  expect((await plane.get('/session', { token })).body).toEqual({ name: 'night shift', role: 'operator' });
  await page.getByRole('button', { name: 'I have kept it' }).click();
  const row = page.getByRole('row', { name: /^night shift operator/ });
  await row.waitFor();
  expect(await page.content()).not.toContain(token);

  await row.getByRole('button', { name: 'Revoke' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('moved on');
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await row.waitFor({ state: 'detached' });
  expect((await plane.get('/session', { token })).status).toBe(401);
});

test('two people change the limits: the second sees both changes, and none is lost', { timeout: 60_000 }, async () => {
  const bo = { token: await plane.tokenOf('admin', 'bo') };
  await page.getByRole('link', { name: 'Limits and windows' }).click();
  const grace = page.getByRole('textbox', { name: 'A planned start may be late by' });
  await grace.fill('30');
  await page.getByText('Not saved yet: a planned start may be late by').waitFor();

  const saved = await plane.post(
    '/limits',
    { yaml: stringify({ kind: 'Limits', operatorMaxTreatmentPpm: 20_000 }) },
    bo,
  );
  expect(saved.status).toBe(200);
  await page.getByText('bo has saved version 2 while you were changing version 1.').waitFor();
  const both = page.getByRole('table', { name: 'Both changes' });
  await both.getByRole('row', { name: /An operator alone may go up to 5\s% 2\s% 5\s%/ }).waitFor();
  await both.getByRole('row', { name: 'A planned start may be late by 10 min 10 min 30 min' }).waitFor();
  expect(await page.getByRole('button', { name: 'Save as version 3' }).isDisabled()).toBe(true);
  expect(await axeProblems(page)).toEqual([]);

  await page.getByRole('button', { name: 'Put my changes on top of theirs' }).click();
  await page.getByRole('button', { name: 'Save as version 3' }).click();
  await page.getByText('Version 3, nothing changed.').waitFor();
  const { limits } = (await plane.get('/limits')).body;
  expect(limits).toMatchObject({ operatorMaxTreatmentPpm: 20_000, graceMinutes: 30 });
});

test('limits as YAML: what is wrong is said by field while one types, and the form comes back when it can be read', {
  timeout: 60_000,
}, async () => {
  await page.getByText('YAML', { exact: true }).click();
  const text = page.getByRole('textbox', { name: 'Limits as YAML' });
  await text.fill('kind: Limits\nwindow: { zone: Berlin }\n');
  await page.getByText(/^window\.zone: must be an IANA time zone/).waitFor();
  expect(await page.getByRole('button', { name: /^Save as version/ }).isDisabled()).toBe(true);
  await text.fill('kind: Limits\nwindow: { zone: Europe/Berlin, weekdays: [mon, tue] }\n');
  await page.getByText('Form', { exact: true }).click();
  expect(await page.getByRole('checkbox', { name: 'tue' }).isChecked()).toBe(true);
  expect(await page.getByRole('checkbox', { name: 'wed' }).isChecked()).toBe(false);
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByText('Version 3, nothing changed.').waitFor();
});

test('assets are sent compressed and may be kept for ever, the page itself is asked for anew', async () => {
  const html = await fetch(plane.url);
  expect(html.headers.get('cache-control')).toBe('no-cache');
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(await html.text())?.[1];
  const plain = readFileSync(new URL(`../../web/dist${script}`, import.meta.url), 'utf8');
  for (const [accepted, coding] of [
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['identity', null],
  ] as const) {
    const answer = await fetch(plane.url + script, { headers: { 'accept-encoding': accepted } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-encoding')).toBe(coding);
    expect(answer.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(answer.headers.get('vary')).toContain('Accept-Encoding');
    expect((await answer.text()) === plain).toBe(true);
  }
});

const PAGES = [
  ['/', 'Now'],
  ['/map', 'Map'],
  ['/experiments', 'Experiments'],
  ['/experiments/erunning01', 'The page still plays without recommendations'],
  ['/experiments/efailed001', 'Ratings answer after two seconds'],
  ['/experiments/efailed001/report', 'Ratings answer after two seconds'],
  ['/experiments/epassed001', 'The page plays without bookmarks'],
  ['/experiments/eplanned02', 'Bookmarks answer after two seconds'],
  ['/scenarios', 'Scenarios'],
  ['/scenarios/ratings-slow', 'The page plays: ratings slow'],
  ['/findings', 'Findings'],
  ['/findings/f1', 'Ratings answer after two seconds'],
  ['/terminations', 'Terminations'],
  ['/agents', 'Agents'],
  ['/audit', 'Audit'],
  ['/settings', 'Settings'],
  ['/settings/people', 'Settings'],
  ['/settings/webhooks', 'Settings'],
  ['/settings/hold', 'Settings'],
  ['/sign-in', 'Hormesis'],
] as const;

/** Runs in the page: whether anything one can press or fill in lies over the words of the title. */
const TITLE_IS_COVERED = `(() => {
  const title = document.querySelector('h1');
  const range = document.createRange();
  range.selectNodeContents(title);
  const words = range.getBoundingClientRect();
  return [...document.querySelectorAll('main button, main input, main a')].some((each) => {
    const box = each.getBoundingClientRect();
    return !title.contains(each) && box.left < words.right && box.right > words.left && box.top < words.bottom && box.bottom > words.top;
  });
})()`;

/** Runs in the page: texts in which a line could end between a number and its unit. What is typed and code is as it is. */
const BREAKABLE = `(() => {
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    if (parentElement.closest('code, pre, textarea, script, style')) continue;
    const [told] = /.{0,30}\\d (%|ms|s|min|h|d)(?!\\w)/.exec(data) ?? [];
    if (told && getComputedStyle(parentElement).whiteSpaceCollapse !== 'preserve' && getComputedStyle(parentElement).textWrapMode !== 'nowrap') found.push(told);
  }
  return found;
})()`;

let stub: StubPlane;
let busy: BusyPlane;

test('axe finds nothing on any page of a busy afternoon, in light and in dark; no title is covered, no number parted from its unit', {
  timeout: 400_000,
}, async () => {
  stub = await stubPlane();
  busy = busyPlane(stub, Date.now());
  const calm = await newPage();
  const found: string[] = [];
  for (const [path, title] of PAGES) {
    await calm.emulateMedia({ colorScheme: 'dark' });
    await calm.goto(stub.url + path);
    await calm.getByRole('heading', { level: 1, name: title }).first().waitFor();
    for (const each of await axeProblems(calm)) found.push(`${path} ${each}`);
    for (const each of (await calm.evaluate(BREAKABLE)) as string[]) found.push(`${path} may break “${each}”`);
    if (await calm.evaluate(TITLE_IS_COVERED)) found.push(`${path} has something lying over its title`);
    await inScheme(calm, 'light');
    for (const each of await axeProblems(calm, { runOnly: ['color-contrast'] })) found.push(`${path} in light ${each}`);
  }
  await calm.close();
  expect(found).toEqual([]);
  expect(broken).toEqual([]);
});

test('a pass in which a breaker turned both arms away says so beside its verdict, and in its report', {
  timeout: 60_000,
}, async () => {
  const reader = await newPage();
  const note = /^At 10\s% a breaker around api › http:bookmarks stayed open .* is no proof there\.$/;
  await reader.goto(`${stub.url}/experiments/epassed001`);
  await reader.getByRole('status').filter({ hasText: 'Passed' }).getByText(note).waitFor();
  await reader.goto(`${stub.url}/experiments/epassed001/report`);
  await reader.getByRole('article').getByText(note).waitFor();
  await reader.close();
});

test('the report of an experiment prints on two sheets, on white, whatever the screen is', {
  timeout: 60_000,
}, async () => {
  const paper = await newPage();
  await paper.emulateMedia({ colorScheme: 'dark' });
  await paper.goto(`${stub.url}/experiments/${busy.failed.id}/report`);
  await paper.getByRole('table', { name: 'What became of each call' }).waitFor();
  const pdf = (await paper.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBe(2);
  await paper.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const ink = await paper.evaluate('getComputedStyle(document.querySelector("article h1")).color');
  expect(ink).toBe('rgb(22, 26, 32)');
  expect(await paper.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
  expect(await paper.getByRole('button', { name: /Halt all/ }).isVisible()).toBe(false);
  await paper.close();
  await stub.stop();
});
