import type { Page } from 'playwright-core';
import { testerToken } from '../harness/design-states.ts';
import { pathStates } from '../harness/path-states.ts';
import { answerDeed, type Screen } from './screen.ts';

const page = 'dialogs';
const SCENARIO = '/scenarios/bookmarks-down';
const FINDING = '/findings/f1';
const SECRET = 'hrm_9vK2mXq7TzB4pWc8YdF1sLhN6rGjA3uE';

/** What asks before it does something, and what is told once. The kill and the leash are with the terminations. */
export const dialogScreens: readonly Screen[] = [
  asked('start', SCENARIO, 'Start', withRamp),
  asked('start-refused', '/scenarios/ratings-slow', 'Start', withRamp),
  {
    ...{ page, state: 'start-tester-token', at: SCENARIO },
    plane: (plane, busy) => testersOnly(plane, busy),
    async act(on) {
      await answerDeed(on, '/tester-tokens', 200, testerToken(Date.now()));
      await press(on, 'Start');
      await on.getByRole('button', { name: 'Make a tester token' }).click();
      await on.getByText('It is shown once.').waitFor();
    },
  },
  asked('start-testers', SCENARIO, 'Start', testersOnly),
  asked('copy', SCENARIO, 'Copy'),
  asked('promote', '/experiments/erunning01', 'Promote'),
  asked('abort', '/game-days/gonnow0001', 'Abort day'),
  asked('call-off', '/game-days/gplanned01', 'Call it off'),
  asked('hand-over', '/game-days/gonnow0001', 'Hand over'),
  asked('finding-assign', FINDING, 'Assign'),
  asked('finding-accept', FINDING, 'Accept'),
  asked('finding-fix', FINDING, 'Mark as fixed'),
  asked('token-new', '/settings/people', 'New token'),
  {
    ...{ page, state: 'token-made', at: '/settings/people' },
    async act(on) {
      await answerDeed(on, '/access-tokens', 200, { name: 'chidi', role: 'operator', token: SECRET });
      await press(on, 'New token');
      await on.getByLabel('Name').fill('chidi');
      await press(on, 'Make the token');
      await on.getByText(SECRET).waitFor();
    },
  },
  asked('token-revoke', '/settings/people', 'Revoke bo'),
  asked('webhook-new', '/settings/webhooks', 'New webhook'),
  {
    ...{ page, state: 'webhook-made', at: '/settings/webhooks' },
    async act(on) {
      const [name, address] = ['pipeline of the web team', 'https://ci.example.com/hormesis'];
      await answerDeed(on, '/webhooks', 200, { id: 'w3', name, address, format: 'json', events: [], secret: SECRET });
      await press(on, 'New webhook');
      await on.getByLabel('Name').fill(name);
      await on.getByLabel('Address').fill(address);
      await press(on, 'Add the webhook');
      await on.getByText(SECRET).waitFor();
    },
  },
  asked('webhook-remove', '/settings/webhooks', 'Remove pipeline'),
  {
    ...{ page, state: 'halted', at: '/' },
    async act(on) {
      const agents = { connected: 42, confirmed: 41, unknown: ['ratings-7f9c6'] };
      await answerDeed(on, '/halt', 200, { halted: ['erunning01', 'etester001'], agents, ms: 2_000, recorded: true });
      await press(on, 'Halt all');
      await on.getByText('41/42 agents confirmed').first().waitFor();
    },
  },
  {
    ...{ page, state: 'session-ended', at: '/experiments/new' },
    async act(on, plane) {
      await on.route('**/api/v1/stream*', (route) => route.fulfill({ status: 401 }));
      plane.drop();
      await on.getByText('Your session has ended.').waitFor();
    },
  },
];

function asked(state: string, at: string, button: string, plane?: Screen['plane']): Screen {
  return { page, state, at, ...(plane && { plane }), act: (on) => press(on, button) };
}

async function press(on: Page, name: string): Promise<void> {
  await on.getByRole('button', { name, exact: true }).click();
}

type Plane = Parameters<typeof pathStates>[0];
type Busy = Parameters<typeof pathStates>[1];

function withRamp(plane: Plane, busy: Busy): void {
  const { paths } = pathStates(plane, busy, { source: 'database', running: false });
  const [journey] = paths;
  if (!journey) return;
  const approval = { by: 'ada', reason: 'Two weeks without a finding at 5 %; the team watches while it runs.' };
  const path = { ...journey.path, ramp: busy.running.ramp, approval };
  plane.answer(`/paths/${journey.name}`, { body: { ...journey, path } });
}

/** A scenario that would fail what is essential: live traffic may not run it. */
function testersOnly(plane: Plane, busy: Busy): void {
  const fault = { kind: 'latency', delayMs: 2_000 } as const;
  plane.answer('/scenarios/bookmarks-down', {
    body: {
      ...{ name: 'bookmarks-down', version: 1, source: 'database', file: null, testersOnly: true, refusals: [] },
      scenario: {
        ...{
          kind: 'Scenario',
          name: 'bookmarks-down',
          path: 'press-play',
          title: 'Playback answers after two seconds',
        },
        ...{ hypothesis: 'Whoever waits two seconds still plays.', guardrails: busy.failed.guardrails },
        faults: [{ callGroup: 'api>http:playback', fault }],
      },
      resolved: [{ callGroup: 'api>http:playback', role: 'essential', fault }],
    },
  });
}
