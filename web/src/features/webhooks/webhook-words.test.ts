import type { WebhookDelivery } from '@hormesis/contract/webhook.ts';
import { expect, test } from 'vitest';
import { stateWords, testWords, wordsOfKind } from './webhook-words.ts';

const AT = '2026-03-02T09:30:00.000Z';
const delivery = (state: WebhookDelivery['state'], attempts: number, error: string | null): WebhookDelivery => ({
  ...{ id: 1, attempts, error, state },
  event: { id: 'x', kind: 'experiment.halted', at: AT, subject: 'e1', text: '' },
});

test('the log says how often it was tried, and why it failed', () => {
  expect(stateWords(delivery({ name: 'pending', nextAttemptAt: AT }, 0, null))).toBe('not tried yet');
  expect(stateWords(delivery({ name: 'given_up', at: AT }, 12, 'answered 503'))).toBe('tried 12 times: answered 503');
  expect(stateWords(delivery({ name: 'delivered', at: AT, status: 204, tookMs: 9 }, 2, null))).toBe(
    '204 after 9\u00a0ms',
  );
});

test('a test says what came of it; a kind of a newer control plane is told as it is', () => {
  const refused = { delivered: false, status: null, error: 'no whole answer within 10000 ms', tookMs: 10_000 };
  expect(testWords('ci', refused)).toBe('ci did not take it: no whole answer within 10000 ms.');
  expect(wordsOfKind('moon.risen')).toBe('moon.risen');
});
