import { expect, test } from 'vitest';
import { confirmationWords, haltCountWords, isConfirmed } from './confirmation-words.ts';

test('an agent that did not answer keeps a halt from being confirmed', () => {
  const report = { agents: { connected: 42, confirmed: 41, unknown: ['ratings-2'] }, ms: 312 };
  expect(confirmationWords(report)).toBe('41/42 agents confirmed, 312\u00a0ms');
  expect(isConfirmed(report)).toBe(false);
  expect(isConfirmed({ agents: { connected: 42, confirmed: 42, unknown: [] } })).toBe(true);
});

test('while a halt is confirmed, those that take long are named, and never more than can be read', () => {
  const progress = { connected: 42, confirmed: 41, unknown: ['ratings-2'], ms: 312, answered: false };
  expect(haltCountWords(progress)).toEqual({ count: '41/42 agents confirmed, 312\u00a0ms', unknown: '' });
  expect(haltCountWords({ ...progress, ms: 700 }).unknown).toBe('unknown: ratings-2');
  const many = Array.from({ length: 20 }, (_, n) => `api-${n}`);
  expect(haltCountWords({ connected: 9_000, confirmed: 8_000, unknown: many, ms: 900, answered: true }).unknown).toBe(
    'unknown: api-0, api-1, api-2 and 997 more',
  );
});
