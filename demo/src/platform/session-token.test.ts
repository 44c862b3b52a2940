import { expect, test } from 'vitest';
import { sessionToken, userOf } from './session-token.ts';

const token = sessionToken('u000020', 60_000);

test('a token says who it was made for, until its time is over', () => {
  expect(userOf(token, 59_000)).toBe('u000020');
  expect(userOf(token, 60_000)).toBeNull();
});

test.each([
  ['another user', token.replace('u000020', 'u000021')],
  ['a longer life', token.replace('.1o.', '.zz.')],
  ['no signature', token.slice(0, token.lastIndexOf('.'))],
  ['something else', 'hello'],
])('with %s it says nothing', (_, forged) => {
  expect(userOf(forged, 0)).toBeNull();
});
