import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatToken, parseToken, signedText } from './token.ts';

const SIGNATURE = `${'a'.repeat(85)}A`;
const token = formatToken('k1', 'eratings1', 'treatment', 1_800_000_000, SIGNATURE);

test('a token says what was written into it', () => {
  const ids = fc.stringMatching(/^[a-z0-9]{1,16}$/);
  const experiments = fc.stringMatching(/^e[a-z0-9]{5,31}$/);
  const arms = fc.constantFrom('treatment', 'control', 'tester');
  fc.assert(
    fc.property(
      ids,
      experiments,
      arms,
      fc.integer({ min: 1, max: 2 ** 40 }),
      (keyId, experiment, arm, expirySeconds) => {
        const text = formatToken(keyId, experiment, arm, expirySeconds, SIGNATURE);
        const signed = signedText(keyId, experiment, arm, expirySeconds);
        expect(parseToken(text)).toEqual({ text, keyId, experiment, arm, expirySeconds, signed, signature: SIGNATURE });
      },
    ),
  );
});

test.each([
  ['another version', token.replace('v1', 'v2')],
  ['an arm that is none', token.replace('treatment', 'everybody')],
  ['an experiment in capitals', token.replace('eratings1', 'eRatings1')],
  ['an expiry with a leading zero', token.replace(/\.([0-9a-z]+)\.a/, '.0$1.a')],
  ['an expiry in capitals', token.replace(/\.([0-9a-z]+)\.a/, (_, expiry: string) => `.${expiry.toUpperCase()}.a`)],
  ['a signature cut short', token.slice(0, -1)],
  ['a signature too long', `${token}A`],
  ['another spelling of the same signature', `${token.slice(0, -1)}B`],
  ['padding', `${token.slice(0, -1)}=`],
  ['a line break at its end', `${token}\n`],
  ['a space before it', ` ${token}`],
  ['nothing', ''],
])('%s is no token', (_name, text) => {
  expect(text).not.toBe(token);
  expect(parseToken(text)).toBeNull();
});
