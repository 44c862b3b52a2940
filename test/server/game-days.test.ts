import { type GameDayView, gameDayHalt, gameDayView } from '@hormesis/contract/game-day.ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { until } from '../harness/until.ts';
import { type Plane, startPlane } from './plane.ts';
import { OPEN } from './terminations/stage.ts';
import { ScriptedPlatform } from './terminations/scripted-platform.ts';

const cloud = new ScriptedPlatform('ec2', [{ account: 'prod', region: 'eu-west-1' }]);
cloud.healsAtOnce = true;
cloud.add('api-main', 4);
const GROUP = 'ec2/prod/eu-west-1/api/main/api-main';

let plane: Plane;
const token: Record<string, string> = {};
beforeAll(async () => {
  plane = await startPlane({ platforms: [cloud] });
  for (const service of ['edge', 'shop']) await plane.agent(service);
  for (const name of ['ann', 'bob']) token[name] = await plane.tokenOf('operator', name);
  token.eve = await plane.tokenOf('viewer', 'eve');
  token.zoe = await plane.tokenOf('operator', 'zoe');
  await plane.post('/terminations/settings', { yaml: JSON.stringify(OPEN) });
});
afterAll(() => plane.stop());

// A day that a test leaves on would keep the path of the next one.
beforeEach(async () => {
  const { items } = (await plane.get('/game-days')).body;
  for (const { id, state } of items) if (state.name === 'running') await plane.post(`/game-days/${id}/abort`);
  await plane.post('/halt');
  await plane.post('/release');
});

const as = (who: string) => ({ token: token[who] ?? null });
const MANUAL = { kind: 'manual', title: 'Look at the board', instructions: 'Open it, and keep it open.' };
const TALK = { kind: 'hold', question: 'Is everybody there?', minutes: 5 };
const OFFERS = { kind: 'experiment', scenario: 'offers-down', trafficPpm: 20_000 };

function plan(parts: object = {}) {
  return {
    kind: 'GameDay',
    name: 'pay-day',
    goal: 'Paying works without offers and without numbers in stock.',
    path: 'checkout',
    roles: { lead: 'ann', operators: ['bob'], observers: ['eve'] },
    limits: { maxTreatmentPpm: 50_000, maxMinutes: 60 },
    steps: [TALK, OFFERS, MANUAL],
    ...parts,
  };
}

async function planned(parts: object = {}): Promise<string> {
  const answer = await plane.post('/game-days', { yaml: JSON.stringify(plan(parts)) }, as('ann'));
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.id;
}

async function started(parts: object = {}): Promise<string> {
  const id = await planned(parts);
  await did(plane.post(`/game-days/${id}/start`, {}, as('ann')));
  return id;
}

async function did(answer: ReturnType<Plane['post']>): Promise<GameDayView> {
  const { status, body } = await answer;
  expect(status, JSON.stringify(body)).toBe(200);
  return gameDayView.parse(body);
}

const next = (id: string, step: number, who = 'ann') => plane.post(`/game-days/${id}/next`, { step }, as(who));
const view = async (id: string) => gameDayView.parse((await plane.get(`/game-days/${id}`)).body);
const stepStates = ({ steps }: GameDayView) => steps.map(({ state }) => state.name);
const codeOf = (answer: { body: { error?: { code: string; message: string } } }) => answer.body.error?.code;

test('the lead moves the day on; everybody reads the same timeline, in order', async () => {
  const id = await started();
  await did(next(id, 0));
  await did(plane.post(`/game-days/${id}/note`, { text: 'the board is open' }, as('eve')));
  const running = await did(next(id, 1));
  expect(stepStates(running)).toEqual(['done', 'running', 'waiting']);
  const experiment = running.steps[1]?.experiment?.id ?? '';
  expect(running.steps[1]?.experiment?.startedBy).toBe('ann');
  const halted = gameDayHalt.parse((await plane.post(`/game-days/${id}/halt`, { reason: 'enough' }, as('bob'))).body);
  expect(halted.halt).toMatchObject({ halted: [experiment], recorded: true, agents: { confirmed: 2, unknown: [] } });
  expect((await plane.view(experiment)).state).toMatchObject({ name: 'halted', by: 'bob', reason: 'person' });
  await did(next(id, 2));
  await did(plane.post(`/game-days/${id}/done`, { reason: 'nobody saw anything' }, as('bob')));
  const over = await did(next(id, 3));
  expect(over.state).toMatchObject({ name: 'ended', outcome: 'completed', by: 'ann' });
  expect(over.timeline.map(({ kind, step, actor }) => `${actor} ${kind} ${step}`)).toEqual([
    'ann planned null',
    'ann started null',
    'ann step_began 0',
    'eve note 0',
    'ann step_done 0',
    'ann step_began 1',
    'bob step_halted 1',
    'ann step_began 2',
    'bob step_done 2',
    'ann completed null',
  ]);
});
