import { expect, test } from 'vitest';
import { table } from './table.ts';

test('figures stand to the right, words to the left', () => {
  expect(
    table(
      ['call group', 'called'],
      [
        ['api>http:ratings', 7],
        ['a', 1_000],
      ],
    ),
  ).toEqual(['call group        called', 'api>http:ratings       7', 'a                   1000']);
});

test('an agent whose name moves the cursor cannot rewrite the list', () => {
  expect(table(['agent'], [['\u001b[2Aevil\r\n']]).join('')).not.toMatch(/\p{Cc}/u);
});
