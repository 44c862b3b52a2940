import { expect, test } from 'vitest';
import type { Database } from '../../platform/database.ts';
import { Access } from './access.ts';

const clock = { now: () => new Date(0), monotonicMs: () => 0 };

function slowDatabase() {
  const asked: (() => void)[] = [];
  const answer = { rows: [{ name: 'fleet', role: 'agent', kind: 'token' }], rowCount: 1 };
  const database = {
    query: () => new Promise((resolve) => asked.push(() => resolve(answer))),
  } as unknown as Database;
  return { asked, access: new Access(database, clock as never) };
}

test('agents that come back with one token ask the database once', async () => {
  const { asked, access } = slowDatabase();
  const all = Array.from({ length: 1_000 }, () => access.identify('secret'));
  const other = access.identify('another secret');
  expect(asked).toHaveLength(2);
  for (const reply of asked) reply();
  expect(new Set((await Promise.all(all)).map((each) => each?.role))).toEqual(new Set(['agent']));
  await other;
});

test('who asks after something was revoked does not get an answer from before', async () => {
  const { asked, access } = slowDatabase();
  const before = access.identify('secret');
  const signingOut = access.signOut('a session');
  asked[1]?.();
  await signingOut;
  const after = access.identify('secret');
  expect(asked).toHaveLength(3);
  asked[0]?.();
  asked[2]?.();
  await Promise.all([before, after]);
});
