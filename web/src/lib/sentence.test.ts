import { expect, test } from 'vitest';
import { formatMoment } from './format-duration.ts';
import { sentence, unbroken, upperFirst } from './sentence.ts';

test('a number stays on the line of its unit, and nothing else is held together', () => {
  expect(unbroken('2 users within 10 s, 5 % of 200 ms; halts at 50')).toBe(
    '2 users within 10\u00a0s, 5\u00a0% of 200\u00a0ms; halts at 50',
  );
  expect(unbroken('in 3 seconds, 2 hosts')).toBe('in 3 seconds, 2 hosts');
});

test('a moment is told in the zone of whoever reads, and a day stays a day', () => {
  const opens = '2026-12-01T09:00:00.000Z';
  expect(unbroken(`it opens at ${opens}`)).toBe(`it opens at ${formatMoment(opens)}`);
  expect(unbroken('closed on 2026-12-24')).toBe('closed on 2026-12-24');
});

test('a sentence begins with a capital letter, and a name that begins one stays as it is', () => {
  expect(sentence('the hold switch is set')).toBe('The hold switch is set.');
  expect(upperFirst('a-b is a name, and so is c')).toBe('a-b is a name, and so is c');
  expect(upperFirst('api>http:ratings is being failed')).toBe('api>http:ratings is being failed');
  expect(upperFirst('it goes to 50 %')).toBe('It goes to 50\u00a0%');
});
