import type { GameDayPlan } from '@hormesis/contract/game-day.ts';
import { expect, test } from 'vitest';
import { changedPlan } from './plan-changes.ts';
import { emptyPlan, emptyStep, fromDocument, type PlanDraft, toDocument } from './plan-draft.ts';

const talk = { key: 'a', step: emptyStep('hold') };
const kill = { key: 'b', step: emptyStep('termination') };
const look = { key: 'c', step: emptyStep('manual') };
const plan: PlanDraft = { ...emptyPlan('ann', 'checkout'), steps: [talk, kill, look] };
const keys = ({ steps }: PlanDraft) => steps.map(({ key }) => key).join('');

test('steps move by one place and stay in the list at its ends; a removed one goes back where it was', () => {
  expect(keys(changedPlan(plan, { kind: 'move', key: 'c', by: -1 }))).toBe('acb');
  expect(keys(changedPlan(plan, { kind: 'move', key: 'a', by: -1 }))).toBe('abc');
  expect(keys(changedPlan(plan, { kind: 'move', key: 'c', by: 1 }))).toBe('abc');
  const without = changedPlan(plan, { kind: 'remove', key: 'b' });
  expect(keys(without)).toBe('ac');
  expect(keys(changedPlan(without, { kind: 'put-back', step: kill, at: 1 }))).toBe('abc');
});

test('a document says in the form what it says as text, and what nobody filled in is left out', () => {
  const document: GameDayPlan = {
    ...{ kind: 'GameDay', name: 'pay-day', goal: 'Paying works.', path: 'checkout' },
    roles: { lead: 'ann', operators: ['bob'], observers: [] },
    limits: { maxTreatmentPpm: 20_000, maxMinutes: 60, endsAt: '2031-05-18T12:00:00.000Z' },
    abort: { failingUsers: 50 },
    steps: [
      { kind: 'experiment', scenario: 'offers-down', trafficPpm: 20_000 },
      { kind: 'termination', group: 'g', leashed: true, oneAtATime: false },
    ],
  };
  const { observers: _, ...roles } = document.roles;
  expect(toDocument(fromDocument(document, String))).toEqual({ ...document, roles });
  expect(toDocument({ ...emptyPlan('ann'), haltedExperiments: null })).not.toHaveProperty('abort');
  const zoned = { kind: 'termination', group: 'g', zone: '', title: '', leashed: true } as const;
  expect(toDocument({ ...plan, steps: [{ key: 'x', step: zoned }] })).toMatchObject({
    steps: [{ kind: 'termination', group: 'g', leashed: true }],
  });
});
