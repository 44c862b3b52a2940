import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { DataDir } from './data-dir.ts';
import { addressOf, databaseProblem, openDatabase } from './database.ts';
import { freePort } from './free-port.ts';

const nowhere = path.join(tmpdir(), 'hormesis-there-is-no-such-folder');
const dir: DataDir = {
  root: nowhere,
  postgres: nowhere,
  postgresSecret: nowhere,
  lock: nowhere,
  children: nowhere,
  logs: nowhere,
  compileCache: nowhere,
};

test('a database that is away is named by host and port, never by its password', async () => {
  const port = await freePort();
  const opening = openDatabase(
    `postgres://ann:hunter2@127.0.0.1:${port}/shop`,
    dir,
    () => {},
    AbortSignal.timeout(10_000),
  );
  const error = await opening.catch((cause: unknown) => cause);
  expect(error).toMatchObject({ name: 'Problem' });
  expect(String(error)).toContain(`DATABASE_URL: no PostgreSQL answers at 127.0.0.1:${port} (ECONNREFUSED)`);
  expect(String(error)).not.toContain('hunter2');
});

test('a refused password is not mistaken for a database that is away', () => {
  const refused = Object.assign(new Error('password authentication failed for user "ann"'), { code: '28P01' });
  expect(databaseProblem('db:5432', refused)).toBe(
    'DATABASE_URL: the PostgreSQL at db:5432 refused: password authentication failed for user "ann" (28P01)',
  );
});

test('an address without a port means the usual one', () => {
  expect(addressOf('postgres://ann:hunter2@db.internal/shop')).toBe('db.internal:5432');
});
