import { isBadValue, isDatabaseAway, openDatabase } from '@hormesis/server/platform/database.ts';
import { migrate, NewerDatabase } from '@hormesis/server/platform/migrate.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../harness/fresh-database.ts';
import { type Relay, relayTo } from './relay.ts';

let fresh: FreshDatabase;
let relay: Relay;

beforeAll(async () => {
  fresh = await freshDatabase();
  relay = await relayTo(fresh.url);
});
afterAll(async () => {
  await relay.stop();
  await fresh.drop();
});

test('a connection that breaks in the middle of a transaction is an error of that transaction and nothing worse', async () => {
  const database = openDatabase(relay.url, () => {});
  const cut = database.transaction(async (client) => {
    await client.query('select 1');
    relay.cut();
    // Between two statements: nobody waits for this connection when it breaks.
    await new Promise((wake) => setTimeout(wake, 50));
    await client.query('select 2');
  });
  await expect(cut).rejects.toThrow();
  relay.mend();
  expect((await database.query('select 3 as three')).rows).toEqual([{ three: 3 }]);
  await database.close();
});

test('who freezes within a transaction lets go of its rows before the lease of an agent is over', async () => {
  const database = openDatabase(fresh.url, () => {});
  const { rows } = await database.query("select current_setting('idle_in_transaction_session_timeout') as after");
  expect(rows).toEqual([{ after: '5s' }]);
  await database.close();
});

test('when one of several statements at once fails, the others never run outside their transaction', async () => {
  const database = openDatabase(fresh.url, () => {});
  await database.query('create table public.note (body text)');
  const failing = database.transaction((client) =>
    Promise.all([
      client.query('select 1 / 0'),
      client.query("insert into public.note values ('too late')"),
      client.query("insert into public.note values ('much too late')"),
    ]),
  );
  await expect(failing).rejects.toThrow(/division by zero/);
  await new Promise((wake) => setTimeout(wake, 50));
  expect((await database.query('select body from public.note')).rows).toEqual([]);
  await database.close();
});

test('a transaction whose statement failed unheard is an error, although the commit is none', async () => {
  const database = openDatabase(fresh.url, () => {});
  const unheard = database.transaction(async (client) => {
    client.query('select 1 / 0').catch(() => {});
    await client.query('select 1').catch(() => {});
    return 'kept';
  });
  await expect(unheard).rejects.toThrow(/nothing of it was kept/);
  await database.close();
});

test('what is asked at once goes over one connection, and what fails of it takes nothing else with it', async () => {
  const database = openDatabase(fresh.url, () => {});
  const asked = await database.together((client) =>
    Promise.allSettled([
      client.query('select pg_backend_pid() as pid'),
      client.query('select 1 / 0'),
      client.query('select pg_backend_pid() as pid'),
    ]),
  );
  const [first, failed, last] = asked;
  expect(failed?.status).toBe('rejected');
  expect(first?.status === 'fulfilled' && first.value.rows).toEqual(last?.status === 'fulfilled' && last.value.rows);
  await database.close();
});

test('a database that is away and a value that cannot be kept are told apart', async () => {
  const database = openDatabase(relay.url, () => {});
  const badValue = await database.query('select $1::text', ['a\0b']).catch((error: unknown) => error);
  relay.cut();
  const away = await database.query('select 1').catch((error: unknown) => error);
  relay.mend();
  expect([isBadValue(badValue), isDatabaseAway(badValue)]).toEqual([true, false]);
  expect([isBadValue(away), isDatabaseAway(away)]).toEqual([false, true]);
  await database.close();
});

test('a database that a newer version has written is refused by name, and is left as it was', async () => {
  const database = openDatabase(fresh.url, () => {});
  await migrate(fresh.url);
  await database.query("insert into public.hormesis_migrations (name, run_on) values ('9001_from_the_future', now())");
  await expect(migrate(fresh.url)).rejects.toThrow(NewerDatabase);
  await expect(migrate(fresh.url)).rejects.toThrow(/newer version of Hormesis.*9001_from_the_future/);
  await database.query("delete from public.hormesis_migrations where name = '9001_from_the_future'");
  await migrate(fresh.url);
  await database.close();
});

test('two processes that start at once migrate one after the other', async () => {
  const database = openDatabase(fresh.url, () => {});
  await database.query('drop schema hormesis cascade; drop table public.hormesis_migrations');
  await Promise.all([migrate(fresh.url), migrate(fresh.url)]);
  const known = await database.query('select name from public.hormesis_migrations order by name');
  expect(new Set(known.rows.map((row) => row.name)).size).toBe(known.rows.length);
  expect(known.rows.length).toBeGreaterThanOrEqual(3);
  await database.close();
});
