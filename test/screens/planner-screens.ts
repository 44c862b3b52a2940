import type { Page } from 'playwright-core';
import { fullTerminations } from '../harness/full-terminations.ts';
import type { StubPlane } from '../harness/stub-plane.ts';
import { answerDeed, empty, type Screen } from './screen.ts';

const page = 'planner';
const COPY = '/game-days/new?from=gonnow0001';

const WRONG = {
  ok: false,
  problems: [
    { field: 'steps.1.scenario', message: 'scenario recommendations-down is on the path browse, not on press-play' },
    { field: 'roles.operators', message: 'must name somebody with an access token, got "chidi"' },
    { field: 'limits.regions', message: 'no agent is in "eu-west-9"; known are eu-west-1, us-east-1' },
  ],
  warnings: [
    { field: 'steps.1', message: 'finding f1 of this scenario is open: ratings has no fallback' },
    { field: 'steps.3', message: 'the group is on the leash: nobody would die' },
    { field: '', message: 'press-play closes for live traffic at 17:00' },
  ],
};

export const plannerScreens: readonly Screen[] = [
  empty(page, '/game-days/new'),
  { page, state: 'new', at: '/game-days/new' },
  { page, state: 'full', at: COPY, plane: withGroups },
  { page, state: 'every-kind', at: '/game-days/new', plane: withGroups, act: addEachKind },
  { page, state: 'problems', at: COPY, plane: withProblems },
  { page, state: 'refused', at: COPY, plane: withGroups, act: plan },
  { page, state: 'yaml', at: COPY, plane: withGroups, act: asYaml },
  { page, state: 'yaml-unread', at: COPY, plane: withGroups, act: writeBadly },
  {
    ...{ page, state: 'viewer', at: COPY },
    plane: (plane) => plane.answer('/session', { body: { name: 'vera', role: 'viewer' } }),
  },
];

function withGroups(plane: StubPlane): void {
  fullTerminations(plane, { enabled: true, leashed: false });
}

function withProblems(plane: StubPlane): void {
  withGroups(plane);
  plane.answer('/game-days/lint', { body: WRONG });
}

async function plan(on: Page): Promise<void> {
  const message = 'the name bookmarks-day belongs to a game day that is on (gonnow0001)';
  await answerDeed(on, '/game-days', 409, { error: { code: 'wrong_state', message } });
  await on.getByText('It can be planned.').waitFor();
  await on.getByRole('button', { name: 'Plan the game day' }).click();
  await on.getByText('The game day was not planned.').waitFor();
}

async function addEachKind(on: Page): Promise<void> {
  for (const kind of ['an experiment', 'a termination', 'a manual step', 'a discussion'])
    await on.getByRole('button', { name: `Add ${kind}` }).click();
}

async function asYaml(on: Page): Promise<void> {
  await on.getByText('YAML', { exact: true }).click();
}

async function writeBadly(on: Page): Promise<void> {
  await asYaml(on);
  const text = on.getByRole('textbox', { name: 'Game day as YAML' });
  await text.fill((await text.inputValue()).replace('steps:', 'step: ['));
  await on.waitForTimeout(1_000);
}
