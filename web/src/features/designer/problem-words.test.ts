import { expect, test } from 'vitest';
import { designProblem } from './problem-words.ts';

test.each([
  ['document.ramp.stages.0.trafficPpm', 'must be an integer, got null', 'stage 1: share is not a figure'],
  ['document.ramp.stages.11.holdMs', 'must be at least 0, got -3', 'stage 12: hold must be at least 0, got -3'],
  ['document.guardrails.alphaPpm', 'must be a number, got null', 'false alarm over the whole run is not a figure'],
  [
    'document.guardrails.budgetUnits',
    'must be at least 1, got 0',
    'failed users more than chance must be at least 1, got 0',
  ],
  ['document.ramp.stages', 'must have at most 20 items, got 21', 'ramp.stages must have at most 20 items, got 21'],
  ['document.faults.0.fault.delayMs', 'must be at least 1, got 0', 'faults.0.fault.delayMs must be at least 1, got 0'],
])('%s %s', (field, message, words) => {
  expect(designProblem({ field, message })).toBe(words);
});
