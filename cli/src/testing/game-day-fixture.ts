import { type GameDayRights, type GameDayView, gameDayDeeds, gameDayPlan } from '@hormesis/contract/game-day.ts';
import { experimentView } from './experiment-fixture.ts';

const AT = '2026-03-01T10:00:00.000Z';
export const DAY = 'g7k2m9q4x1';

/** Everything but what `not` names, each with why not. */
function rights(not: Readonly<Record<string, string>> = {}): GameDayRights {
  return Object.fromEntries(
    gameDayDeeds.map((deed) => [deed, { may: not[deed] === undefined, reason: not[deed] ?? '' }]),
  ) as GameDayRights;
}

/** A day whose second step of `steps` goes on: an experiment. */
export function gameDayView(changes: Partial<GameDayView> = {}, steps = 3): GameDayView {
  const manual = Array.from({ length: steps - 2 }, (_, index) => ({
    ...{ kind: 'manual', title: `Look at board ${index + 1}`, instructions: 'Say what you see.' },
  }));
  const plan = gameDayPlan.parse({
    ...{ kind: 'GameDay', name: 'autumn-drill', goal: 'Playing works without ratings.', path: 'press-play' },
    ...{ roles: { lead: 'ann', operators: ['bob'], observers: ['eve'] }, limits: { maxTreatmentPpm: 50_000 } },
    steps: [
      { kind: 'hold', question: 'Is everybody there?', minutes: 5 },
      { kind: 'experiment', scenario: 'ratings-slow' },
      ...manual,
    ],
  });
  const nothing = { beganAt: null, beganBy: null, experiment: null, termination: null };
  const began = { ...nothing, beganAt: AT, beganBy: 'ann' };
  const states = [
    { ...began, state: { name: 'done', at: AT, by: 'ann', reason: '' } },
    { ...began, state: { name: 'running', since: AT }, experiment: experimentView() },
  ] as const;
  return {
    ...{ id: DAY, name: plan.name, path: plan.path, goal: plan.goal, lead: 'ann', plan, stepCount: plan.steps.length },
    state: { name: 'running', step: 1, since: AT, endsAt: '2099-03-01T14:00:00.000Z' },
    ...{ stepTitle: 'ratings-slow', createdBy: 'ann', createdAt: AT, haltedExperiments: 0, failingUsers: 9 },
    steps: plan.steps.map((step, place) => ({
      ...{
        step,
        title: 'title' in step && step.title ? step.title : (['Is everybody there?', 'ratings-slow'][place] ?? ''),
      },
      ...(states[place] ?? { ...nothing, state: { name: 'waiting' } }),
    })),
    timeline: Array.from({ length: 12 }, (_, index) => ({
      ...{ id: index + 1, at: AT, kind: 'note', step: 1, actor: 'eve', text: `note number ${index + 1}`, detail: {} },
    })),
    rights: {
      ...{ lead: rights({ next: 'step 2 goes on' }), admin: rights(), guest: rights() },
      operator: rights({ next: 'next is for the lead (ann)', abort: 'abort is for the lead (ann), admins' }),
      observer: rights({ halt: 'halt is for the lead (ann)', next: 'no', skip: 'no', done: 'no', abort: 'no' }),
    },
    ...changes,
  };
}
