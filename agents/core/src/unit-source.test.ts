import { expect, test } from 'vitest';
import { readUnit, type UnitSource } from './unit-source.ts';

const request = {
  query: 'user=ash&empty=&bad=%zz',
  header: (name: string) => ({ 'x-user': 'ripley', cookie: 'a=1; user=%C3%A4sh; quoted="dallas"; bad=%zz' })[name],
};

test.each<[UnitSource, string | null]>([
  [{ from: 'header', name: 'x-user' }, 'ripley'],
  [{ from: 'header', name: 'x-other' }, null],
  [{ from: 'cookie', name: 'user' }, 'äsh'],
  [{ from: 'cookie', name: 'quoted' }, 'dallas'],
  [{ from: 'cookie', name: 'bad' }, '%zz'],
  [{ from: 'cookie', name: 'ser' }, null],
  [{ from: 'query', name: 'user' }, 'ash'],
  [{ from: 'query', name: 'empty' }, null],
  [{ from: 'request' }, 'made-up'],
])('%j reads %j', (source, expected) => {
  expect(readUnit(source, request, () => 'made-up')).toBe(expected);
});
