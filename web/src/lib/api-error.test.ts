import { expect, test } from 'vitest';
import { adviceFor, errorFromAnswer, isRetryable, isSignedOut, isUndecided, unreachable } from './api-error.ts';

test('a refusal carries every limit that refused', () => {
  const body = {
    error: {
      code: 'hold_switch_set',
      message: 'The hold switch is set.',
      refusals: [{ code: 'no_agents', message: 'No agent.' }],
    },
  };
  const error = errorFromAnswer(409, JSON.stringify(body));
  expect(error.message).toBe('The hold switch is set.');
  expect(error.refusals).toEqual([{ code: 'no_agents', message: 'No agent.' }]);
  expect(isRetryable(error)).toBe(false);
  expect(adviceFor(error.code)).toContain('Release');
});

test('a proxy page instead of an answer becomes an error, not a crash', () => {
  const error = errorFromAnswer(502, '<html>Bad gateway</html>');
  expect(error.message).toContain('502');
  expect(isRetryable(error)).toBe(true);
});

test('an ended session leads to sign-in, and only a missing answer may be repeated by itself', () => {
  expect(isRetryable(unreachable(new TypeError('fetch failed')))).toBe(true);
  const signedOut = errorFromAnswer(401, '{"error":{"code":"not_signed_in","message":"Sign in."}}');
  expect(isRetryable(signedOut)).toBe(false);
  expect(isSignedOut(signedOut)).toBe(true);
});

test('an action whose first attempt is still being worked on is undecided: pressing again repeats it, and does it once', () => {
  const error = errorFromAnswer(409, '{"error":{"code":"request_under_way","message":"It is being worked on."}}');
  expect(isUndecided(error)).toBe(true);
  expect(isRetryable(error)).toBe(true);
  expect(adviceFor(error.code)).toContain('not done twice');
});
