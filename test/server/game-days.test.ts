import { randomUUID } from 'node:crypto';
import { type GameDayView, gameDayHalt, gameDayView } from '@hormesis/contract/game-day.ts';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { until } from '../harness/until.ts';
import { type Plane, startPlane } from './plane.ts';
import type { ScriptedAgent } from './scripted-agent.ts';
import { ScriptedPlatform } from './terminations/scripted-platform.ts';
import { OPEN } from './terminations/stage.ts';

const cloud = new ScriptedPlatform('ec2', [{ account: 'prod', region: 'eu-west-1' }]);
cloud.healsAtOnce = true;
cloud.add('api-main', 4);
cloud.add('api-second', 4);
const GROUP = 'ec2/prod/eu-west-1/api/main/api-main';
const SECOND = GROUP.replaceAll('main', 'second');

let plane: Plane;
const agents: ScriptedAgent[] = [];
const token: Record<string, string> = {};
beforeAll(async () => {
  plane = await startPlane({ platforms: [cloud] });
  for (const service of ['edge', 'shop']) agents.push(await plane.agent(service));
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
  // Who says nothing for half a minute counts as gone.
  for (const agent of agents) await agent.report();
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
  // Pressed twice in a hurry: the discussion goes on.
  expect(codeOf(await next(id, 0))).toBe('wrong_state');
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

test('while it is on nothing else runs on its path: started, later, for testers, killed or another day; the refusal names it', async () => {
  const before = await plane.start('stock-slow', 20_000);
  const id = await planned();
  expect(codeOf(await plane.post(`/game-days/${id}/start`, {}, as('ann')))).toBe('path_in_use');
  await plane.post(`/experiments/${before}/halt`);
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  const later = await plane.post('/experiments', { scenario: 'stock-slow', startsAt: soon });
  await did(plane.post(`/game-days/${id}/start`, {}, as('ann')));

  const refusedStart = await plane.post('/experiments', { scenario: 'stock-slow', trafficPpm: 20_000 });
  expect(refusedStart.body.error.message).toContain(`the game day pay-day (${id}) is on`);
  for (const refused of [
    refusedStart,
    await plane.post('/tester-tokens', { scenario: 'stock-slow' }),
    await plane.post(`/game-days/${await planned({ name: 'other' })}/start`, {}, as('ann')),
  ])
    expect(codeOf(refused)).toBe('game_day_on');
  const { refused } = (await plane.get(`/game-days/${id}/report`)).body;
  expect(refused.map(({ actor, target }: { actor: string; target: string }) => `${actor} ${target}`)).toEqual([
    'admin stock-slow',
    'admin stock-slow',
  ]);
  const kill = await plane.post('/terminations', { group: GROUP, leashed: false, confirm: GROUP });
  expect(kill.body.error.refusals).toEqual([
    { code: 'termination_refused', message: expect.stringContaining(`game day: the game day pay-day (${id}) is on`) },
  ]);
  expect(cloud.killed).toEqual([]);

  await plane.database.query(
    `update hormesis.experiments set due_at = clock_timestamp() - interval '1 second' where experiment_id = $1`,
    [later.body.id],
  );
  await until('the planned start to be refused', async () =>
    expect((await plane.view(later.body.id)).state).toMatchObject({ name: 'cancelled', reason: 'refused' }),
  );
  await plane.post(`/game-days/${id}/abort`, {}, as('ann'));
  await plane.start('stock-slow', 20_000);
});

test('the step keeps within the limits of the day: a share above it never begins, a stage above it is held', async () => {
  const high = await started({ steps: [{ ...OFFERS, trafficPpm: 60_000 }] });
  const refused = await next(high, 0);
  expect(codeOf(refused)).toBe('game_day_limit');
  expect(stepStates(await view(high))).toEqual(['waiting']);
  expect((await view(high)).timeline.at(-1)).toMatchObject({ kind: 'step_refused', step: 0, actor: 'ann' });
  await plane.post(`/game-days/${high}/abort`, {}, as('ann'));

  const ramped = await started({ steps: [{ kind: 'experiment', scenario: 'offers-down' }] });
  const experiment = (await did(next(ramped, 0))).steps[0]?.experiment?.id ?? '';
  const promoted = await plane.post(`/experiments/${experiment}/promote`);
  expect(codeOf(promoted)).toBe('game_day_limit');
  expect(promoted.body.error.message).toBe(`25 % of live traffic is above the 5 % of the game day pay-day (${ramped})`);
  expect((await plane.view(experiment)).trafficPpm).toBe(20_000);
});

test('regions outside those of the day refuse the step', async () => {
  const far = await plane.agent('edge', { region: 'us-east-1' });
  const id = await started({ limits: { maxTreatmentPpm: 50_000, regions: ['eu-west-1'] } });
  await did(next(id, 0));
  const refused = await next(id, 1);
  expect(refused.body.error.message).toContain('eu-west-1 alone, and there are agents of entries in us-east-1');
  expect(stepStates(await view(id))).toEqual(['running', 'waiting', 'waiting']);
  far.close();
});

test('who may do what is said for each role, and refused with the same words', async () => {
  const id = await started();
  const { rights } = await did(next(id, 0));
  expect(rights.lead.next).toEqual({ may: true, reason: '' });
  expect(rights.operator.next).toEqual({ may: false, reason: 'next is for the lead (ann)' });
  expect(rights.observer.note.may).toBe(true);
  expect(rights.guest.note.may).toBe(false);
  const asBob = await next(id, 1, 'bob');
  expect([asBob.status, asBob.body.error.message]).toEqual([403, 'bob may not: next is for the lead (ann)']);
  expect((await plane.post(`/game-days/${id}/halt`, {}, as('eve'))).status).toBe(403);
  expect((await plane.post(`/game-days/${id}/note`, { text: 'hm' }, as('zoe'))).status).toBe(403);
  const handed = await did(plane.post(`/game-days/${id}/handover`, { to: 'bob', reason: 'lunch' }, as('ann')));
  expect(handed.lead).toBe('bob');
  expect((await next(id, 1)).status).toBe(403);
  expect(stepStates(await did(next(id, 1, 'bob')))).toEqual(['done', 'running', 'waiting']);
});

test('a step begins once: the same request again, the next one in a hurry, and two at the same time', async () => {
  const id = await started({ steps: [OFFERS, MANUAL] });
  const key = { ...as('ann'), key: 'pressed-twice-in-a-hurry' };
  const both = await Promise.all([
    plane.post(`/game-days/${id}/next`, { step: 0 }, key),
    plane.post(`/game-days/${id}/next`, { step: 0 }, key),
    next(id, 0),
  ]);
  expect(both.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
  expect((await view(id)).timeline.filter(({ kind }) => kind === 'step_began')).toHaveLength(1);
  expect((await plane.get('/now')).body.running).toHaveLength(1);
  expect(codeOf(await next(id, 1))).toBe('wrong_state');
});

test('halt all ends the step that goes on, whatever it is, and leaves the day to its lead', async () => {
  const id = await started();
  await did(next(id, 0));
  await plane.post('/halt', { reason: 'incident 12' });
  await until('the step to be halted', async () => expect(stepStates(await view(id))[0]).toBe('halted'));
  const { state, timeline } = await view(id);
  expect(state).toMatchObject({ name: 'running', step: 1 });
  expect(timeline.at(-1)).toMatchObject({ kind: 'step_halted', detail: { reason: 'incident 12' } });
  expect(codeOf(await next(id, 1))).toBe('hold_switch_set');
});

test.each(['current', 'pay-day'])(
  'an abort of %s that is repeated because its answer was lost is answered as it was',
  async (named) => {
    const id = await started({ steps: [MANUAL] });
    const key = randomUUID();
    const abort = () => plane.post(`/game-days/${named}/abort`, {}, { ...as('ann'), key });
    const first = await abort();
    expect([first.status, first.body.gameDay.id]).toEqual([200, id]);
    // Nobody may be told that there is no such day, and look for another one of its name.
    expect(await abort()).toEqual(first);
  },
);

test('abort conditions are judged by the control loop: so many halts, and the time of the day', async () => {
  const id = await started({ steps: [OFFERS, MANUAL], abort: { haltedExperiments: 1 } });
  const experiment = (await did(next(id, 0))).steps[0]?.experiment?.id ?? '';
  await plane.post(`/experiments/${experiment}/halt`, { reason: 'too much' });
  await until('the day to end', async () =>
    expect((await view(id)).state).toMatchObject({ name: 'ended', outcome: 'aborted', by: 'hormesis' }),
  );
  expect(stepStates(await view(id))).toEqual(['halted', 'waiting']);

  const late = await started({ steps: [OFFERS] });
  const running = (await did(next(late, 0))).steps[0]?.experiment?.id ?? '';
  await plane.database.query('alter table hormesis.game_day_events disable trigger game_day_events_are_final');
  await plane.database.query(
    `update hormesis.game_day_events set happened_at = happened_at - interval '2 hours' where game_day_id = $1 and kind = 'started'`,
    [late],
  );
  await plane.database.query('alter table hormesis.game_day_events enable trigger game_day_events_are_final');
  await until('the time to be over', async () =>
    expect((await view(late)).state).toMatchObject({ outcome: 'aborted', reason: expect.stringContaining('time') }),
  );
  await until('its experiment to be halted', async () => expect((await plane.view(running)).state.name).toBe('halted'));
});

test('a kill is a step: recorded with it, done when its group is whole again, and ended by a halt', async () => {
  const kill = { kind: 'termination', group: GROUP, leashed: false, confirm: GROUP };
  const id = await started({ steps: [{ ...kill, count: 2, oneAtATime: true }, MANUAL] });
  cloud.healsAtOnce = false;
  const began = await did(next(id, 0));
  expect(began.steps[0]?.termination).toMatchObject({ group: GROUP, by: 'ann', leashed: false });
  expect(cloud.killed).toHaveLength(1);
  const halted = gameDayHalt.parse((await plane.post(`/game-days/${id}/halt`, {}, as('bob'))).body);
  expect(halted.halt).toBeNull();
  for (const group of cloud.groups.values()) cloud.heal(group);
  const termination = began.steps[0]?.termination?.id;
  await until('the second member to be spared', async () =>
    expect((await plane.get(`/terminations/${termination}`)).body.targets[1].outcome).toMatchObject({
      kind: 'not_tried',
      reason: 'bob halted its step of the game day',
    }),
  );
  expect(cloud.killed).toHaveLength(1);
});

test.each([{ before: [] }, { before: [TALK] }])(
  'a halt while a kill is looked at keeps it from beginning: after $before.length discussions',
  async ({ before }) => {
    const KILL = { kind: 'termination', group: SECOND, leashed: false, confirm: SECOND };
    const id = await started({ steps: [...before, KILL, MANUAL] });
    for (const at of before.keys()) await did(next(id, at));
    const killed = cloud.killed.length;
    const halts: number[] = [];
    const find = vi.spyOn(cloud, 'find').mockImplementation(async (address) => {
      find.mockRestore();
      halts.push((await plane.post(`/game-days/${id}/halt`, {}, as('bob'))).status);
      return cloud.find(address);
    });
    const kill = await next(id, before.length);
    find.mockRestore();
    expect(halts).toEqual([200]);
    expect(codeOf(kill)).toBe('wrong_state');
    expect(cloud.killed).toHaveLength(killed);
    expect(stepStates(await view(id))[0]).toBe('halted');
  },
);

test('the day that is on is halted by its name and as the current one', async () => {
  const id = await started({ steps: [MANUAL, MANUAL] });
  for (const [step, named] of ['pay-day', 'current'].entries()) {
    await did(next(id, step));
    const { body } = await plane.post(`/game-days/${named}/halt`, {}, as('bob'));
    expect(gameDayHalt.parse(body).gameDay?.steps[step]?.state.name).toBe('halted');
  }
  await plane.post(`/game-days/current/abort`);
  expect(await plane.post('/game-days/current/halt')).toMatchObject({ status: 404 });
});

test('a kill outside of the regions of its day is refused, and told when it is planned', async () => {
  const limits = { maxTreatmentPpm: 50_000, regions: ['us-east-1'] };
  const steps = [{ kind: 'termination', group: SECOND, leashed: false, confirm: SECOND }, MANUAL];
  const { warnings } = (await plane.post('/game-days/lint', { yaml: JSON.stringify(plan({ limits, steps })) })).body;
  expect(warnings).toEqual([
    expect.objectContaining({ field: 'steps.0.group', message: expect.stringContaining('is in eu-west-1') }),
  ]);
  const killed = cloud.killed.length;
  const refused = await next(await started({ limits, steps }), 0);
  expect(refused.body.error.message).toContain('is for us-east-1 alone, and the group is in eu-west-1');
  expect(cloud.killed).toHaveLength(killed);
});

test('a plan that cannot be is refused field by field; what would be held is a warning', async () => {
  const yaml = JSON.stringify(
    plan({ path: 'nowhere', roles: { lead: 'nobody', observers: ['x', 'x'] }, steps: [OFFERS] }),
  );
  const { problems } = (await plane.post('/game-days/lint', { yaml })).body;
  expect(problems.map(({ field }: { field: string }) => field)).toEqual(['roles.observers.1']);
  const lint = async (parts: object) =>
    (await plane.post('/game-days/lint', { yaml: JSON.stringify(plan(parts)) })).body;
  expect((await lint({ path: 'nowhere', roles: { lead: 'nobody' } })).problems).toEqual([
    expect.objectContaining({ field: 'path' }),
    expect.objectContaining({ field: 'roles.lead', message: expect.stringContaining('nobody of that name') }),
    expect.objectContaining({
      field: 'steps.1.scenario',
      message: expect.stringContaining('is for the path checkout'),
    }),
  ]);
  expect(await lint({ steps: [{ kind: 'experiment', scenario: 'offers-down' }] })).toMatchObject({
    ok: true,
    warnings: [{ field: 'steps.0.scenario', message: expect.stringContaining('goes up to 95 %, and the day to 5 %') }],
  });
});

test('a dry run is a step too: asked twice with one key it is one, and done by itself', async () => {
  const id = await started({ steps: [{ kind: 'termination', group: SECOND }, MANUAL] });
  const key = { ...as('ann'), key: 'the-kill-of-the-day' };
  const body = { step: 0 };
  const both = [
    await plane.post(`/game-days/${id}/next`, body, key),
    await plane.post(`/game-days/${id}/next`, body, key),
  ];
  expect(both.map(({ status, body: told }) => [status, told.error?.message])).toEqual([
    [200, undefined],
    [200, undefined],
  ]);
  await until('the step to be done', async () => expect(stepStates(await view(id))).toEqual(['done', 'waiting']));
  const { timeline } = await view(id);
  expect(timeline.filter(({ kind }) => kind === 'step_began')).toHaveLength(1);
  expect(timeline.at(-1)?.text).toContain('0 of 1 killed, a dry run');
});

test('what belongs to a day that is over and still runs is halted, whoever died before doing so', async () => {
  const id = await started({ steps: [OFFERS] });
  const experiment = (await did(next(id, 0))).steps[0]?.experiment?.id ?? '';
  await plane.database.transaction(async (client) => {
    await client.query(
      `insert into hormesis.game_day_events (game_day_id, kind, actor, text, detail) values ($1, 'aborted', 'ann', 'ended', '{"reason": "enough"}')`,
      [id],
    );
    await client.query(`update hormesis.game_days set state = 'ended' where game_day_id = $1`, [id]);
  });
  await until('the halt', async () =>
    expect((await plane.view(experiment)).state).toMatchObject({ name: 'halted', by: 'hormesis' }),
  );
});

test('through another replica the day is the same, and its stream tells every change', async () => {
  const id = await started();
  const other = await plane.replica();
  const leave = new AbortController();
  const stream = await fetch(`${other.url}/api/v1/stream?topic=game-day:${id}`, {
    headers: { authorization: `Bearer ${token.eve}` },
    signal: leave.signal,
  });
  let heard = '';
  const reading = (async () => {
    for await (const chunk of stream.body ?? []) heard += Buffer.from(chunk).toString();
  })().catch(() => {});
  await until('the first state', () => heard.includes('event: game-day'));
  await did(plane.post(`/game-days/${id}/note`, { text: 'heard elsewhere' }, as('eve')));
  await until('the note in the stream of the other replica', () => heard.includes('heard elsewhere'));
  leave.abort();
  await reading;
});
