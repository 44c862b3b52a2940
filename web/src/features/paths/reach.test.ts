import { expect, test } from 'vitest';
import { reachedFrom } from './reach.ts';

test('a journey reaches what its entry calls and whatever that calls in turn, also in a circle', () => {
  const observed = [
    'mailer>http:templates',
    'api>http:playback',
    'playback>custom:license',
    'playback>http:api',
    'gateway>http:api',
  ];
  expect(reachedFrom(['gateway'], observed)).toEqual([
    'gateway>http:api',
    'api>http:playback',
    'playback>custom:license',
    'playback>http:api',
  ]);
});
