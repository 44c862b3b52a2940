import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeProblems } from '../harness/axe.ts';
import { IDLE_NOW, type StubPlane } from '../harness/stub-plane.ts';
import { onStubStage } from '../harness/stub-stage.ts';

let plane: StubPlane;
let page: Page;
let broken: string[];
onStubStage((stage) => {
  ({ plane, page, broken } = stage);
});

test.each([
  ['another answer', '{"items":[],"total":0}'],
  ['the page of a proxy', '<!doctype html><title>Sign in</title>'],
])('%s is no confirmation of a halt, and the button stays', { timeout: 60_000 }, async (_what, body) => {
  await page.route('**/api/v1/halt', (route) => route.fulfill({ status: 200, body }));
  await page.goto(plane.url);
  await page.getByRole('button', { name: 'Halt all' }).click();
  await page.getByText('The halt is not confirmed. Press Halt all again.').waitFor();
  await page.getByText('Is there a proxy').waitFor();
  expect(await page.getByRole('button', { name: 'Halt all' }).isEnabled()).toBe(true);
});

test('a halt on a line that hangs is sent again, and one that found nothing to halt says so', {
  timeout: 60_000,
}, async () => {
  let hanging = 1;
  const keys = new Set<string | undefined>();
  await page.route('**/api/v1/halt', (route) => {
    keys.add(route.request().headers()['idempotency-key']);
    hanging -= 1;
    if (hanging >= 0) return;
    const agents = { connected: 42, confirmed: 42, unknown: [] };
    return route.fulfill({ json: { halted: [], agents, ms: 80, recorded: true } });
  });
  await page.goto(plane.url);
  await page.getByRole('button', { name: 'Halt all' }).click();
  await page.getByText('Nothing was running: confirmed by every agent.').waitFor({ timeout: 15_000 });
  expect(keys.size).toBe(1);
});

test('a halt outlives a control plane that is away for some seconds, and says meanwhile that there is no answer', {
  timeout: 60_000,
}, async () => {
  let away = true;
  const keys = new Set<string | undefined>();
  await page.route('**/api/v1/halt', (route) => {
    keys.add(route.request().headers()['idempotency-key']);
    if (away) return route.abort('connectionrefused');
    const agents = { connected: 42, confirmed: 42, unknown: [] };
    return route.fulfill({ json: { halted: ['e1'], agents, ms: 80, recorded: true } });
  });
  await page.goto(plane.url);
  await page.getByRole('button', { name: 'Halt all' }).click();
  await page.getByText(/^no answer, trying again… [3-9],?\d\d\d\sms$/).waitFor();
  expect(await page.getByText('is not confirmed').count()).toBe(0);
  away = false;
  await page.getByText('Halted 1 experiment: confirmed by every agent.').waitFor();
  expect(keys.size).toBe(1);
});

test('where no agent is connected, a halt is not called confirmed', { timeout: 60_000 }, async () => {
  plane.answer('/halt', {
    body: { halted: ['e1'], agents: { connected: 0, confirmed: 0, unknown: [] }, ms: 3, recorded: true },
  });
  await page.goto(plane.url);
  await page.getByRole('button', { name: 'Halt all' }).click();
  await page.getByText('Halted 1 experiment: confirmed by nobody.').waitFor();
  await page.getByText('No agent is connected, so none could confirm.').waitFor();
  expect(await axeProblems(page)).toEqual([]);
});

test('whoever cannot be told from others by a proxy that stands between can still halt', {
  timeout: 60_000,
}, async () => {
  await page.route('**/api/v1/session', (route) => route.fulfill({ status: 502, body: 'Bad gateway' }));
  await page.goto(plane.url);
  await page.getByText("Hormesis can't be reached.").waitFor();
  expect(await page.getByRole('button', { name: 'Halt all' }).isEnabled()).toBe(true);
  expect(await axeProblems(page)).toEqual([]);
  await page.route('**/api/v1/halt', (route) => route.abort('connectionrefused'));
  await page.getByRole('button', { name: 'Halt all' }).click();
  await page.getByText('no answer, trying again…').waitFor();
});

test('where even the frame cannot be drawn, everything can still be halted', { timeout: 60_000 }, async () => {
  plane.answer('/now', { body: { ...IDLE_NOW, gameDays: undefined } });
  plane.tell('now', { ...IDLE_NOW, gameDays: undefined });
  plane.answer('/halt', {
    body: { halted: ['e1'], agents: { connected: 42, confirmed: 42, unknown: [] }, ms: 80, recorded: true },
  });
  await page.goto(plane.url);
  await page.getByText('The page could not be drawn.').waitFor();
  expect(await axeProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Halt all' }).click();
  await page.getByText('42/42 agents confirmed, 80 ms').waitFor();
  broken.length = 0;
});

test('an agent that did not answer a halt is unknown for as long as it may hold a lease, and no longer', {
  timeout: 60_000,
}, async () => {
  const report = (recorded: boolean) => ({
    body: { halted: ['e1'], agents: { connected: 42, confirmed: 41, unknown: ['ratings-2'] }, ms: 2_000, recorded },
  });
  await page.clock.install();
  await page.goto(plane.url);
  plane.answer('/halt', report(true));
  await page.getByRole('button', { name: 'Halt all' }).click();
  const unknown = page.getByText('Unknown, so treat as injecting');
  await unknown.filter({ hasText: /until their lease ends, in \d+\ss at most: ratings-2/ }).waitFor();
  await page.clock.fastForward(11_000);
  await page.getByText(/their lease is over, .*: ratings-2/).waitFor();
  expect(await unknown.count()).toBe(0);
  // What is not recorded other processes may not know.
  plane.answer('/halt', report(false));
  await page.getByRole('button', { name: 'Halt all' }).click();
  await unknown.waitFor();
  await page.clock.fastForward(11_000);
  expect(await unknown.count()).toBe(1);
});

test('a halt counts up in the header, and names who is missing', { timeout: 60_000 }, async () => {
  await page.goto(plane.url);
  await page.getByRole('button', { name: 'Halt all' }).waitFor();
  plane.pass('now', 'halt', { connected: 42, confirmed: 40, unknown: ['a', 'b'], ms: 120, answered: false });
  await page.getByText('40/42 agents confirmed, 120 ms').waitFor();
  plane.pass('now', 'halt', { connected: 42, confirmed: 41, unknown: ['ratings-2'], ms: 2_000, answered: true });
  await page.getByText('41/42 agents confirmed, 2,000 ms').waitFor();
  await page.getByText('unknown: ratings-2').waitFor();
});
