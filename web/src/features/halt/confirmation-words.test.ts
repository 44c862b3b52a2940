import { expect, test } from 'vitest';
import { confirmationWords, isConfirmed } from './confirmation-words.ts';

test('an agent that did not answer keeps a halt from being confirmed', () => {
  const report = { agents: { connected: 42, confirmed: 41, unknown: ['ratings-2'] }, ms: 312 };
  expect(confirmationWords(report)).toBe('41/42 agents confirmed, 312 ms');
  expect(isConfirmed(report)).toBe(false);
  expect(isConfirmed({ agents: { connected: 42, confirmed: 42, unknown: [] } })).toBe(true);
});
