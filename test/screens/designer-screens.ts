import type { Page } from 'playwright-core';
import { changedMeanwhile, designStates, testerToken } from '../harness/design-states.ts';
import { answerDeed, empty, type Screen } from './screen.ts';

const page = 'designer';
const AT = '/experiments/new?path=press-play&callGroup=api%3Ehttp%3Arecommendations';
const STEPS = ['What fails', 'For whom', 'How far and how fast', 'When to stop', 'Check and start'];
const TOO_FAR = { code: 'share_above_limit', message: 'it goes to 95 %, above the 5 % an operator may go alone' };

export const designerScreens: readonly Screen[] = [
  empty(page, '/experiments/new'),
  { page, state: 'new', at: '/experiments/new?path=press-play', plane: designStates },
  ...STEPS.map((step, n) => ({
    ...{ page, state: `step-${n + 1}`, at: AT, plane: designStates },
    act: (on: Page) => open(on, step),
  })),
  {
    ...{ page, state: 'refused', at: AT },
    plane: (plane, busy) =>
      designStates(plane, busy, { refusals: [TOO_FAR, { code: 'no_agents', message: 'no agent is connected' }] }),
    act: (on) => open(on, 'Check and start'),
  },
  {
    ...{ page, state: 'tester-token', at: AT, plane: designStates },
    async act(on) {
      await answerDeed(on, '/scenarios/apply', 200, { applied: [{ version: 1 }] });
      await answerDeed(on, '/tester-tokens', 200, testerToken(Date.now()));
      await on.getByRole('button', { name: 'Start with testers' }).click();
      await on.getByText('Send this header').waitFor();
    },
  },
  {
    ...{ page, state: 'conflict', at: AT, plane: designStates },
    async act(on) {
      await answerDeed(on, '/scenarios/apply', 409, changedMeanwhile(Date.now()));
      await on.getByText('No limit refuses it.').waitFor();
      await on.getByRole('button', { name: 'Save as scenario' }).click();
      await on.getByText('version 3 was expected').first().waitFor();
    },
  },
  {
    ...{ page, state: 'yaml', at: AT, plane: designStates },
    act: (on) => on.getByText('YAML', { exact: true }).click(),
  },
];

async function open(on: Page, step: string): Promise<void> {
  await on.getByText(/No limit refuses|limits? refuse/).waitFor();
  const heading = on.getByRole('button', { name: new RegExp(`^${step}`) });
  if ((await heading.getAttribute('aria-expanded')) !== 'true') await heading.click();
}
