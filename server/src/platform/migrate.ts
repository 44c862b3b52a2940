import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';

const MIGRATIONS = fileURLToPath(new URL('../../../migrations', import.meta.url));

/** The database holds a migration that this version does not know: it was written by a newer one. */
export class NewerDatabase extends Error {
  override readonly name = 'NewerDatabase';
}

/**
 * Brings the database at `databaseUrl` to this version's schema; several processes may try at once.
 * @throws NewerDatabase when a newer version has been here.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await refuseNewer(client);
    await runner({
      dbClient: client,
      dir: MIGRATIONS,
      direction: 'up',
      migrationsTable: 'hormesis_migrations',
      checkOrder: true,
      advisoryLockMode: 'wait',
      log: () => {},
    });
  } finally {
    await client.end();
  }
}

async function refuseNewer(client: pg.Client): Promise<void> {
  const table = await client.query<{ found: string | null }>(
    `select to_regclass('public.hormesis_migrations') as found`,
  );
  if (!table.rows[0]?.found) return;
  const known = new Set(readdirSync(MIGRATIONS).map((file) => file.replace(/\.sql$/, '')));
  const applied = await client.query<{ name: string }>('select name from public.hormesis_migrations');
  const unknown = applied.rows.map((row) => row.name).filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new NewerDatabase(
      `the database was written by a newer version of Hormesis (it has ${unknown.join(', ')}); start that version, or use another database`,
    );
  }
}
