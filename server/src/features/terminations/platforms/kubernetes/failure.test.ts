import { expect, test } from 'vitest';
import { failureOf, notTerminated } from './failure.ts';

/** As the client throws it: the body is text where the API describes none for the status. */
const refused = (code: number, body: unknown, headers: Record<string, string> = {}) =>
  Object.assign(new Error(`HTTP-Code: ${code}`), { code, body: JSON.stringify(body), headers });

const budget = refused(429, {
  reason: 'TooManyRequests',
  message: "Cannot evict pod as it would violate the pod's disruption budget.",
  details: {
    causes: [
      { reason: 'DisruptionBudget', message: 'The disruption budget web needs 2 healthy pods and has 2 currently' },
    ],
  },
});

test('a budget refuses in its own words, a busy API server is tried again when it says', () => {
  expect(notTerminated(budget)).toEqual({
    kind: 'refused',
    by: 'disruption_budget',
    reason:
      "Cannot evict pod as it would violate the pod's disruption budget. The disruption budget web needs 2 healthy pods and has 2 currently",
  });
  expect(notTerminated(refused(429, { message: 'too many requests' }, { 'retry-after': '3' }))).toMatchObject({
    kind: 'failed',
    failure: { kind: 'throttled', retryAfterMs: 3_000 },
  });
});

test('two budgets for one pod are a refusal, though the API answers 500', () => {
  const message = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
  expect(notTerminated(refused(500, { message }))).toMatchObject({ kind: 'refused', by: 'disruption_budget' });
  expect(notTerminated(refused(500, { message: 'etcd is away' }))).toMatchObject({
    failure: { kind: 'unreachable', words: 'etcd is away' },
  });
});

test.each([
  [
    'pods "a" is forbidden: User "x" cannot create resource "pods/eviction" in API group "" in the namespace "shop"',
    'create pods/eviction in namespace shop',
  ],
  [
    'deployments.apps is forbidden: User "x" cannot list resource "deployments" in API group "apps" at the cluster scope',
    'list deployments.apps in the whole cluster',
  ],
])('%s', (message, missingPermission) => {
  expect(failureOf(refused(403, { message }))).toMatchObject({ kind: 'not_allowed', missingPermission });
});

test('a webhook that says no protects the pod: there is nothing to grant', () => {
  const message = 'admission webhook "guard.example" denied the request: not on Fridays';
  expect(notTerminated(refused(403, { message }))).toEqual({ kind: 'refused', by: 'other', reason: message });
});

test('another pod by the same name is not the one that was chosen', () => {
  const message = 'the UID in the precondition (a) does not match the UID in record (b)';
  expect(notTerminated(refused(409, { message }))).toEqual({ kind: 'vanished' });
});

test('no answer is one that may have come about', () => {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  expect(notTerminated(new TypeError('fetch failed', { cause }))).toMatchObject({
    kind: 'failed',
    failure: { kind: 'unreachable', code: 'ECONNREFUSED' },
  });
  const late = failureOf(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  expect(late).toMatchObject({ kind: 'unreachable', code: 'TimeoutError' });
});
