import type { GameDayPlan, GameDayRights, GameDayStepView, GameDayView } from '@hormesis/contract/game-day.ts';
import type { GameDayReport } from '@hormesis/contract/report.ts';
import type { Now } from '@hormesis/contract/status.ts';
import type { BusyPlane } from './page-states.ts';
import type { StubPlane } from './stub-plane.ts';

/** Three game days beside a busy afternoon: one is on with its experiment, one waits for its lead, one was aborted. */
export function gameDays(plane: StubPlane, { now, running, failed, finding }: BusyPlane, nowMs: number): GameDayStates {
  const at = (secondsAgo: number) => new Date(nowMs - 1_000 * secondsAgo).toISOString();
  const on = dayOn(at, running);
  const planned: GameDayView = {
    ...on,
    ...{ id: 'gplanned01', name: 'region-day', goal: 'Everybody keeps playing while one region is away.' },
    ...{ state: { name: 'planned' }, stepTitle: null, haltedExperiments: 0, failingUsers: 0 },
    steps: on.steps.map((step) => ({ ...step, ...WAITING })),
    timeline: on.timeline.slice(0, 1),
    rights: rightsOf(['start', 'note', 'observe', 'abort', 'handover'], 'the game day has not been started'),
  };
  const aborted: GameDayView = {
    ...on,
    ...{
      id: 'gaborted01',
      name: 'ratings-day',
      goal: 'The page plays without ratings, and we hear of it in five minutes.',
    },
    state: {
      ...{ name: 'ended', outcome: 'aborted', at: at(86_000), by: 'hormesis' },
      reason: '2 experiments were halted, the limit of the plan',
    },
    stepTitle: null,
    steps: on.steps.map((step, place) =>
      place === 1 ? haltedStep(step, failed, at) : { ...step, ...(place > 1 && WAITING) },
    ),
    rights: rightsOf(['note', 'observe'], 'the game day is over'),
  };
  const all = [on, planned, aborted];
  const withDay: Now = { ...now, gameDays: [on] };
  plane.answer('/now', { body: withDay });
  plane.tell('now', withDay);
  plane.answer('/game-days', { body: { items: all } });
  plane.answer('/game-days/lint', { body: { ok: true, problems: [], warnings: [] } });
  for (const each of all) {
    plane.answer(`/game-days/${each.id}`, { body: each });
    plane.tell(`game-day:${each.id}`, each);
  }
  const report: GameDayReport = {
    ...{ madeAt: at(0), gameDay: aborted },
    experiments: [{ step: 1, experiment: failed, findings: [finding] }],
    refused: [
      { at: at(86_400), actor: 'bo', target: 'ratings-slow', message: 'the game day ratings-day (gaborted01) is on' },
    ],
  };
  plane.answer(`/game-days/${aborted.id}/report`, { body: report });
  return { on, planned, aborted };
}

export interface GameDayStates {
  readonly on: GameDayView;
  readonly planned: GameDayView;
  readonly aborted: GameDayView;
}

type At = (secondsAgo: number) => string;

const WAITING: Pick<GameDayStepView, 'state' | 'beganAt' | 'beganBy' | 'experiment' | 'termination'> = {
  ...{ state: { name: 'waiting' }, beganAt: null, beganBy: null },
  ...{ experiment: null, termination: null },
};

const PLAN: GameDayPlan = {
  ...{ kind: 'GameDay', name: 'bookmarks-day', path: 'press-play' },
  goal: 'The page plays while recommendations, then bookmarks, are away; support hears of it within five minutes.',
  roles: { lead: 'ada', operators: ['bo', 'chidi'], observers: ['eve'] },
  limits: { maxTreatmentPpm: 100_000, maxMinutes: 120, regions: ['eu-west-1'] },
  abort: { haltedExperiments: 2, failingUsers: 200 },
  steps: [
    { kind: 'hold', question: 'Is everybody there, and does everybody see the board?', minutes: 5 },
    { kind: 'experiment', scenario: 'recommendations-down', title: 'The page still plays without recommendations' },
    { kind: 'manual', title: 'Tell support', instructions: 'Call them. They should have seen it before you say so.' },
    {
      ...{ kind: 'termination', group: 'ec2/prod/eu-west-1/api/main/api-main' },
      ...{ leashed: true, oneAtATime: false },
    },
    { kind: 'hold', question: 'What surprised us?', minutes: 15 },
  ],
};

function dayOn(at: At, experiment: GameDayStepView['experiment']): GameDayView {
  const event = (
    id: number,
    secondsAgo: number,
    kind: GameDayView['timeline'][number]['kind'],
    step: number | null,
    actor: string,
    text: string,
  ) => ({
    ...{ id, at: at(secondsAgo), kind, step, actor, text, detail: {} },
  });
  const titles = [
    'Is everybody there, and does everybody see the board?',
    'The page still plays without recommendations',
    'Tell support',
    'dry run: kill in ec2/prod/eu-west-1/api/main/api-main',
    'What surprised us?',
  ];
  return {
    ...{ id: 'gonnow0001', name: PLAN.name, path: PLAN.path, goal: PLAN.goal, lead: 'ada' },
    state: { name: 'running', step: 1, since: at(1_140), endsAt: at(1_140 - 7_200) },
    ...{ stepCount: 5, stepTitle: titles[1] ?? null, createdBy: 'ada', createdAt: at(90_000), plan: PLAN },
    steps: PLAN.steps.map((step, place) => ({
      ...{ step, title: titles[place] ?? '', ...WAITING },
      ...(place === 0 && {
        ...{ state: { name: 'done', at: at(840), by: 'ada', reason: '' }, beganAt: at(1_120), beganBy: 'ada' },
      }),
      ...(place === 1 && { state: { name: 'running', since: at(110) }, beganAt: at(110), beganBy: 'ada', experiment }),
    })),
    ...{ haltedExperiments: 0, failingUsers: 12 },
    timeline: [
      event(1, 90_000, 'planned', null, 'ada', 'ada planned the game day bookmarks-day on press-play, with 5 steps'),
      event(2, 1_140, 'started', null, 'ada', 'ada started the game day'),
      event(
        3,
        1_120,
        'step_began',
        0,
        'ada',
        'ada began step 1 of 5 (Is everybody there, and does everybody see the board?)',
      ),
      event(4, 1_010, 'note', 0, 'bo', 'Support is in the call, marketing is not.'),
      event(5, 840, 'step_done', 0, 'ada', 'step 1 of 5 (Is everybody there?) is done: ada says so'),
      event(6, 300, 'step_refused', 1, 'ada', 'step 2 of 5 was refused: the hold switch is set'),
      event(7, 110, 'step_began', 1, 'ada', 'ada began step 2 of 5 (The page still plays without recommendations)'),
      event(
        8,
        62,
        'observation',
        1,
        'eve',
        'Popular titles stand where recommendations were; the row takes about a second longer to come.',
      ),
      event(9, 21, 'note', 1, 'bo', 'No alert has fired.'),
    ],
    rights: rightsOf(
      ['note', 'observe', 'halt', 'abort', 'handover'],
      'step 2 of 5 goes on: wait until it ends, or halt it',
    ),
  };
}

function haltedStep(step: GameDayStepView, { id }: { id: string }, at: At): GameDayStepView {
  const reason = 'treatment users were worse off than control users';
  const experiment = step.experiment && {
    ...step.experiment,
    ...{ id, verdict: 'failed' as const },
    state: HALTED(at(86_100)),
  };
  return { ...step, experiment, state: { name: 'halted', at: at(86_100), by: 'hormesis', reason } };
}

const HALTED = (at: string) => ({ name: 'halted', at, by: 'hormesis', reason: 'harm', detail: '' }) as const;

/** Everybody may do what is named; all else is refused for `reason`. */
function rightsOf(named: readonly (keyof GameDayRights)[], reason: string): GameDayView['rights'] {
  const deeds = ['start', 'next', 'skip', 'done', 'note', 'observe', 'halt', 'abort', 'handover'] as const;
  const each = Object.fromEntries(
    deeds.map((deed) => [deed, named.includes(deed) ? { may: true, reason: '' } : { may: false, reason }]),
  ) as GameDayRights;
  return { lead: each, operator: each, observer: each, admin: each, guest: each };
}
