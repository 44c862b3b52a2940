import pg from 'pg';
import type { DataDir } from './data-dir.ts';
import { type KeptPostgres, keepPostgres } from './keep-postgres.ts';
import { stopPostmaster } from './postmaster.ts';
import { describe, Problem } from './problem.ts';

/** The database of this start: the one at `DATABASE_URL`, or our own PostgreSQL, freed of what a killed predecessor left. */
export async function openDatabase(
  databaseUrl: string | null,
  dir: DataDir,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<KeptPostgres> {
  if (await stopPostmaster(dir.postgres)) say('stopped the PostgreSQL of an earlier start');
  if (databaseUrl === null) return keepPostgres(dir, say, signal);
  await refuseUnreachable(databaseUrl);
  return { url: databaseUrl, summary: `DATABASE_URL at ${addressOf(databaseUrl)}`, stop: async () => {} };
}

async function refuseUnreachable(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  // Connections that break later are the control plane's business.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
  } catch (cause) {
    throw new Problem(databaseProblem(addressOf(databaseUrl), cause), { cause });
  } finally {
    await client.end().catch(() => {});
  }
}

/** Says which database and what it answered. Errors of `pg` quote no password, and the address is shown without one. */
export function databaseProblem(address: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const away = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET'];
  const reason = describe(error);
  if (away.includes(code) || reason.includes('timeout')) {
    return `DATABASE_URL: no PostgreSQL answers at ${address} (${code || reason}): start it, or unset DATABASE_URL to use the one that comes with Hormesis`;
  }
  return `DATABASE_URL: the PostgreSQL at ${address} refused: ${reason}${code ? ` (${code})` : ''}`;
}

/** `host:port` and nothing else of a database's address. */
export function addressOf(databaseUrl: string): string {
  const { hostname, port } = new URL(databaseUrl);
  return `${hostname || 'localhost'}:${port || '5432'}`;
}
