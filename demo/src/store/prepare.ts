import pg from 'pg';
import { requiredText } from '../platform/environment.ts';
import { announceReady, fail } from '../platform/lifecycle.ts';
import { catalogue, USERS } from './catalogue.ts';

const NAME = 'demo store';
/** Raise it when `tables` or `seed` change: an older store is then dropped and made anew. */
const VERSION = 1;
/** Key of the advisory lock; only one process prepares at a time. */
const LOCK = 7_070_001;

const tables = `
  drop schema if exists hormesis_demo cascade;
  create schema hormesis_demo;
  create table hormesis_demo.store_version (version integer not null);
  create table hormesis_demo.titles (
    slug text primary key, name text not null, genre text not null, minutes integer not null, popularity integer not null);
  create index titles_by_genre on hormesis_demo.titles (genre, popularity desc);
  create table hormesis_demo.ratings (slug text primary key, stars_tenths integer not null, votes integer not null);
  create table hormesis_demo.streams (slug text primary key, origin text not null, bitrate_kbps integer not null);
  create table hormesis_demo.subscriptions (user_id text primary key, plan text not null);
  create table hormesis_demo.bookmarks (
    user_id text not null, slug text not null, position_s integer not null, primary key (user_id, slug));
`;

/** Users without a row have the standard plan and begin at the beginning, so a few thousand rows serve 100,000 users. */
const seed = `
  insert into hormesis_demo.ratings
    select slug, 20 + (popularity * 13) % 31, 500 + popularity * 11 from hormesis_demo.titles;
  insert into hormesis_demo.streams
    select slug, 'origin-' || popularity % 3, 4000 + (popularity % 5) * 1500 from hormesis_demo.titles;
  insert into hormesis_demo.subscriptions
    select 'u' || lpad(n::text, 6, '0'), case n % 20 when 0 then 'premium' else 'basic' end
    from generate_series(0, ${USERS - 1}, 10) n;
  insert into hormesis_demo.bookmarks
    select 'u' || lpad(((t.popularity * 97 + k * 331) % ${USERS})::text, 6, '0'), t.slug, 60 + (t.popularity * k) % 2400
    from hormesis_demo.titles t, generate_series(1, 20) k;
  insert into hormesis_demo.store_version values (${VERSION});
  analyze hormesis_demo.titles;
`;

/** Makes and fills the schema `hormesis_demo` unless this version is there already. Everything or nothing. */
async function prepare(client: pg.Client): Promise<'made' | 'there'> {
  await client.query('begin');
  await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
  if ((await storedVersion(client)) === VERSION) {
    await client.query('rollback');
    return 'there';
  }
  await client.query(tables);
  await client.query(
    `insert into hormesis_demo.titles (slug, name, genre, minutes, popularity)
     select slug, name, genre, minutes, popularity
     from jsonb_to_recordset($1::jsonb) as t(slug text, name text, genre text, minutes integer, popularity integer)`,
    [JSON.stringify(catalogue)],
  );
  await client.query(seed);
  await client.query('commit');
  return 'made';
}

async function storedVersion(client: pg.Client): Promise<number | null> {
  const table = await client.query<{ there: boolean }>(
    `select to_regclass('hormesis_demo.store_version') is not null as there`,
  );
  if (!table.rows[0]?.there) return null;
  const stored = await client.query<{ version: number }>('select version from hormesis_demo.store_version');
  return stored.rows[0]?.version ?? null;
}

const client = new pg.Client({
  connectionString: requiredText(NAME, 'DEMO_DATABASE_URL'),
  connectionTimeoutMillis: 5_000,
});
try {
  await client.connect();
  await prepare(client);
  await client.end();
  announceReady(NAME);
  if (process.connected) process.disconnect();
} catch (error) {
  fail(NAME, `cannot prepare the database: ${error instanceof Error ? error.message || String(error) : error}`);
}
