import { expect, test } from 'vitest';
import { pathProblem } from './problem-words.ts';

test.each([
  ['title', 'must not be empty, got ""', 'Title must not be empty'],
  ['entries', 'line 1: must have at least 1 item, got []', 'Where it begins must have at least 1 item'],
  ['entries.0.routes.1', 'must be a method and a path', 'Entry 1: routes must be a method and a path'],
  ['allowlist.2.callGroup', 'must name two services', 'Call group 3: its name must name two services'],
  ['kpis.1.withinMs', 'must be at least 10, got 1', 'KPI 2 must be at least 10, got 1'],
  ['ramp.stages.0.holdMs', 'must be a number, got nothing', 'ramp.stages.0.holdMs must be a number, got nothing'],
])('%s in the words of the form', (field, message, words) => {
  expect(pathProblem({ field, message })).toBe(words);
});
