import { expect, test } from 'vitest';
import { SeenUnits } from './seen-units.ts';

test('a unit is new once in each experiment, until the experiment is over', () => {
  const seen = new SeenUnits(10);
  expect(seen.first('eratings1', 'ripley')).toBe(true);
  expect(seen.first('eratings1', 'ripley')).toBe(false);
  expect(seen.first('eother01', 'ripley')).toBe(true);
  seen.keep((experiment) => experiment === 'eother01');
  expect(seen.first('eratings1', 'ripley')).toBe(true);
  expect(seen.first('eother01', 'ripley')).toBe(false);
});

test('memory is bounded: long after, a unit is new again', () => {
  const seen = new SeenUnits(10);
  seen.first('eratings1', 'ripley');
  for (let user = 0; user < 5; user += 1) seen.first('eratings1', `user-${user}`);
  expect(seen.first('eratings1', 'ripley')).toBe(false);
  for (let user = 5; user < 20; user += 1) seen.first('eratings1', `user-${user}`);
  expect(seen.first('eratings1', 'ripley')).toBe(true);
});
