import { expect, test } from 'vitest';
import { z } from 'zod';
import { criticalPath } from './critical-path.ts';
import { gameDayPlan } from './game-day.ts';
import { issuesToProblems, parsing } from './problems.ts';

const plan = {
  ...{ kind: 'GameDay', name: 'drill', goal: 'We play.', path: 'press-play', roles: { lead: 'ann' } },
  steps: [{ kind: 'hold', question: 'Ready?', minutes: 5 }],
};

function problems(schema: z.ZodType, value: unknown): string[] {
  const result = schema.safeParse(value, parsing);
  return result.success ? [] : issuesToProblems(result.error.issues).map(({ field, message }) => `${field} ${message}`);
}

test('a plan with mistakes: each says what is allowed and what was given, in the same words', () => {
  const bad = {
    ...plan,
    goal: '',
    limits: { maxTreatmentPpm: 250_000, maxMinutes: 'lots' },
    steps: [{ kind: 'hold', question: 'Ready?' }],
  };
  expect(problems(gameDayPlan, bad)).toEqual([
    'goal must not be empty, got ""',
    'limits.maxMinutes must be a number, got "lots"',
    'steps.0.minutes must be a number, got nothing',
  ]);
});

test('a title of blanks is none', () => {
  const path = { kind: 'CriticalPath', name: 'play', entries: [{ service: 'edge', routes: ['GET /'] }] };
  const unit = { from: 'request' };
  expect(problems(criticalPath, { ...path, unit, allowlist: [], title: '   ' })).toEqual([
    'title must not be empty, got "   "',
  ]);
});

test('a field that nobody knows is named itself, and not the whole that holds it', () => {
  expect(problems(z.strictObject({ path: z.string() }), { pth: 'buy' })).toEqual([
    'path must be a text, got nothing',
    'pth is not known here',
  ]);
  expect(
    problems(z.object({ stages: z.array(z.strictObject({ holdMs: z.int() })) }), { stages: [{ holdMs: null, a: 1 }] }),
  ).toEqual(['stages.0.holdMs must be a number, got null', 'stages.0.a is not known here']);
});

test.each([
  [z.array(z.string()).min(2), ['a'], 'must have at least 2 items, got ["a"]'],
  [z.number().min(10), -1, 'must be at least 10, got -1'],
  [z.number().max(3), 5, 'must be at most 3, got 5'],
  [z.enum(['essential', 'degradable']), 'nice', 'must be one of essential, degradable, got "nice"'],
  [z.string().max(3), 'abcd', 'must have at most 3 characters, got "abcd"'],
  [z.literal('GameDay'), 'Day', 'must be GameDay, got "Day"'],
  [z.string({ error: 'must be the name of a service' }), 5, 'must be the name of a service, got 5'],
])('%# a value that is not allowed', (schema, value, message) => {
  expect(problems(schema, value)).toEqual([`(whole) ${message}`]);
});
