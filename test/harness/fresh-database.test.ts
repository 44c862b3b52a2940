import pg from 'pg';
import { expect, test } from 'vitest';
import { freshDatabase } from './fresh-database.ts';

async function connected<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

test('what one test file writes is not seen by another', async () => {
  const [mine, yours] = await Promise.all([freshDatabase(), freshDatabase()]);
  await connected(mine.url, (client) => client.query('CREATE TABLE public.note (body text)'));
  const seen = await connected(yours.url, (client) => client.query("SELECT to_regclass('public.note') AS note"));
  expect(seen.rows).toEqual([{ note: null }]);
  await mine.drop();
  await yours.drop();
});

test('a dropped database is gone even while somebody is connected', async () => {
  const database = await freshDatabase();
  const left = new pg.Client({ connectionString: database.url });
  left.on('error', () => {});
  await left.connect();
  await database.drop();
  await expect(connected(database.url, async () => {})).rejects.toThrow(/does not exist/);
});
