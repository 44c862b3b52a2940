import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callGroupsOverlap, parseCallGroup } from './call-group.ts';
import { compileOperations, nameCall } from './operation-names.ts';

const names = compileOperations([
  'api>http:ratings/GET /ratings/:id',
  'api>http:ratings/GET /ratings/top',
  '*>http:ratings/POST /ratings',
  'api>http:bookmarks',
  'api>http:ratings/whatever',
  'playback>custom:license/GET /license/:id',
]);

test.each([
  ['GET', '/ratings/42', 'GET /ratings/:id'],
  ['GET', '/ratings/42?fresh=1', 'GET /ratings/:id'],
  ['GET', '/ratings/top', 'GET /ratings/top'],
  ['POST', '/ratings/', 'POST /ratings'],
  ['POST', '/ratings/42', null],
  ['GET', '/ratings/42/stars', null],
  ['GET', '/', null],
])('%s %s of ratings is called %s', (method, path, operation) => {
  expect(nameCall(names, 'api>http:ratings', method, path)).toBe(
    operation === null ? 'api>http:ratings' : `api>http:ratings/${operation}`,
  );
});

test('a dependency whose operations nobody configured keeps its name, and so does another caller', () => {
  expect(nameCall(names, 'api>http:bookmarks', 'GET', '/ratings/42')).toBe('api>http:bookmarks');
  expect(nameCall(names, 'web>http:ratings', 'GET', '/ratings/42')).toBe('web>http:ratings');
  expect(nameCall(names, 'web>http:ratings', 'POST', '/ratings')).toBe('web>http:ratings/POST /ratings');
  expect(nameCall(names, 'playback>custom:license', 'GET', '/license/1')).toBe('playback>custom:license');
});

test('whatever is called, there are no more names than were configured, and each is a call group', () => {
  const part = fc.constantFrom('ratings', 'top', '42', '', '%2F', '..', 'x'.repeat(400));
  const path = fc.array(part, { maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.constantFrom('GET', 'POST', 'M-SEARCH', ''), fc.oneof(path, fc.string()), (method, called) => {
      const name = nameCall(names, 'api>http:ratings', method, called);
      expect(parseCallGroup(name)).not.toBeNull();
      seen.add(name);
    }),
    { numRuns: 2_000 },
  );
  expect(seen.size).toBeLessThanOrEqual(4);
});

test.each([
  ['api>http:ratings/GET /ratings/:id', '*>http:ratings/GET /ratings/top', true],
  ['api>http:ratings/GET /ratings/:id', 'api>http:ratings/GET /:kind/42', true],
  ['api>http:ratings/GET /ratings/:id', 'api>http:ratings/POST /ratings/:id', false],
  ['api>http:ratings/GET /ratings/:id', 'api>http:ratings/GET /ratings', false],
  ['api>http:ratings/GET /ratings/1', 'api>http:ratings/GET /ratings/2', false],
  ['api>http:ratings/GET /ratings/:id', 'api>http:ratings', true],
  ['api>http:ratings/GET /ratings/:id', 'web>http:ratings/GET /ratings/:id', false],
  ['api>custom:cache/get', 'api>custom:cache/get', true],
  ['api>custom:cache/get', 'api>custom:cache/set', false],
])('%s and %s could be the same call: %s', (one, other, expected) => {
  expect(callGroupsOverlap(one, other)).toBe(expected);
  expect(callGroupsOverlap(other, one)).toBe(expected);
});
