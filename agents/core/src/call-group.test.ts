import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coveringPatterns, matchesCallGroup, parseCallGroup } from './call-group.ts';

test.each([
  ['api>http:ratings', 'api>http:ratings', true],
  ['*>http:ratings', 'api>http:ratings', true],
  ['api>http:ratings', 'gateway>http:ratings', false],
  ['api>http:ratings', 'api>http:ratings/read', true],
  ['api>http:ratings/read', 'api>http:ratings', false],
  ['api>http:ratings/read', 'api>http:ratings/write', false],
  ['*>custom:license/issue', 'playback>custom:license/issue', true],
  ['*>http:license', 'playback>custom:license', false],
  ['api>http:*', 'api>http:ratings', false],
  ['api>http:rat', 'api>http:ratings', false],
  ['api>ftp:ratings', 'api>ftp:ratings', false],
  ['', '', false],
  ['api>http:ratings/', 'api>http:ratings/', false],
  ['api>http:ratings\n', 'api>http:ratings', false],
])('%j covers %j: %s', (pattern, callGroup, expected) => {
  expect(matchesCallGroup(pattern, callGroup)).toBe(expected);
});

const part = fc.stringMatching(/^[A-Za-z0-9._-]{1,20}$/);
const callGroup = fc
  .tuple(fc.oneof(part, fc.constant('*')), fc.constantFrom('http', 'custom'), part, fc.option(part))
  .map(([caller, kind, to, operation]) => `${caller}>${kind}:${to}${operation === null ? '' : `/${operation}`}`);

test('looking up the covering patterns finds what matching finds', () => {
  fc.assert(
    fc.property(callGroup, callGroup, (a, b) => {
      expect(matchesCallGroup(a, a)).toBe(true);
      expect(coveringPatterns(b).includes(a)).toBe(matchesCallGroup(a, b));
      for (const pattern of coveringPatterns(b)) expect(matchesCallGroup(pattern, b)).toBe(true);
    }),
  );
});

test('no text makes matching throw, and what is too long is no call group', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => matchesCallGroup(a, b) || true));
  expect(parseCallGroup(`${'a'.repeat(300)}>http:ratings`)).toBeNull();
});
