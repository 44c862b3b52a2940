import type { Page } from 'playwright-core';
import { DRY_RUN, fullTerminations } from '../harness/full-terminations.ts';
import type { StubPlane } from '../harness/stub-plane.ts';
import { answerDeed, empty, type Screen } from './screen.ts';

const AT = '/terminations';
const page = 'terminations';

export const terminationScreens: readonly Screen[] = [
  empty(page, AT),
  { page, state: 'not-enabled', at: AT, plane: (plane) => fullTerminations(plane, { enabled: false, leashed: true }) },
  { page, state: 'leashed', at: AT, plane: (plane) => fullTerminations(plane, { enabled: true, leashed: true }) },
  { page, state: 'full', at: AT, plane: unleashed },
  { page, state: 'full-viewer', at: AT, plane: asViewer },
  { page, state: 'kill-dialog', at: AT, plane: unleashed, act: askToKill },
  { page, state: 'killed', at: AT, plane: unleashed, act: kill },
  {
    page,
    state: 'leash-dialog',
    at: AT,
    plane: (plane) => fullTerminations(plane, { enabled: true, leashed: true }),
    act: takeLeashOff,
  },
  { page, state: 'settings-wrong', at: AT, plane: unleashed, act: writeWrongSettings },
];

function unleashed(plane: StubPlane): void {
  fullTerminations(plane, { enabled: true, leashed: false });
}

function asViewer(plane: StubPlane): void {
  unleashed(plane);
  plane.answer('/session', { body: { name: 'vera', role: 'viewer' } });
}

async function askToKill(on: Page): Promise<void> {
  await on
    .getByRole('button', { name: /^Kill in/ })
    .first()
    .click();
  const dialog = on.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Who' }).click();
  await on.getByRole('option', { name: 'A share, chosen by chance' }).click();
  await dialog.getByRole('radio', { name: 'For real' }).check();
}

async function kill(on: Page): Promise<void> {
  await answerDeed(on, '/terminations', 200, DRY_RUN);
  await on
    .getByRole('button', { name: /^Kill in/ })
    .first()
    .click();
  await on.getByRole('dialog').getByRole('button', { name: 'Try it' }).click();
  await on.getByRole('dialog').getByRole('status').waitFor();
}

async function takeLeashOff(on: Page): Promise<void> {
  await on.getByRole('button', { name: 'Take the leash off' }).click();
}

async function writeWrongSettings(on: Page): Promise<void> {
  const text = on.getByRole('textbox', { name: 'Settings as YAML' });
  await text.fill(
    (await text.inputValue()).replace('from: "09:00"', 'from: "19:00"').replace('meanWorkDays: 5', 'meanWorkDays: 0'),
  );
}
