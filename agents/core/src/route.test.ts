import { expect, test } from 'vitest';
import { compileRoute, matchesRoute } from './route.ts';

const matches = (pattern: string, method: string, path: string): boolean => {
  const route = compileRoute('GET', pattern, false);
  return route !== null && matchesRoute(route, method, path);
};

test.each([
  ['/play/:title', 'GET', '/play/alien', true],
  ['/play/:title', 'GET', '/play/alien/', true],
  ['/play/:title', 'POST', '/play/alien', false],
  ['/play/:title', 'HEAD', '/play/alien', false],
  ['/play/:title', 'GET', '/play/', false],
  ['/play/:title', 'GET', '/play//', false],
  ['/play/:title', 'GET', '/play/alien/trailer', false],
  ['/play/:title', 'GET', '/PLAY/alien', false],
  ['/', 'GET', '/', true],
  ['/', 'GET', '/play', false],
  ['/a.b', 'GET', '/axb', false],
  ['/play/:title', 'GET', '', false],
  ['/play/:title', 'GET', '*', false],
])('%s: %s %s %s', (pattern, method, path, expected) => {
  expect(matches(pattern, method, path)).toBe(expected);
});

test.each([
  ['get', '/play'],
  ['GET', 'play'],
  ['GET', '/play here'],
  ['', '/play'],
])('%j %j is no route', (method, pattern) => {
  expect(compileRoute(method, pattern, false)).toBeNull();
});
