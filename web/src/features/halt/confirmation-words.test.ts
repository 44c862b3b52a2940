import { expect, test } from 'vitest';
import { confirmationWords, haltCountWords, haltOutcome } from './confirmation-words.ts';

test('an agent that did not answer keeps a halt from being confirmed', () => {
  const report = { agents: { connected: 42, confirmed: 41, unknown: ['ratings-2'] }, ms: 312 };
  expect(confirmationWords(report)).toBe('41/42 agents confirmed, 312\u00a0ms');
  expect(haltOutcome(report)).toBe('unconfirmed');
  expect(haltOutcome({ agents: { connected: 42, confirmed: 42, unknown: [] } })).toBe('confirmed');
});

test('where no agent is connected, as just after a restart, nobody has confirmed a halt', () => {
  const report = { agents: { connected: 0, confirmed: 0, unknown: [] }, ms: 3 };
  expect(haltOutcome(report)).toBe('nobody');
  expect(confirmationWords(report)).toBe('No agent is connected, so none could confirm');
  const deaf = { connected: 0, confirmed: 0, unknown: ['control plane deaf'] };
  expect(haltOutcome({ agents: deaf }), 'its agents nobody can name').toBe('unconfirmed');
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
