import { type Limits, limits } from '@hormesis/contract/limits.ts';
import type { Queryable } from '../../platform/database.ts';

export interface StoredLimits {
  readonly version: number;
  readonly limits: Limits;
  readonly updatedBy: string;
  readonly updatedAt: Date;
}

/** The limits as they stand. A document that this version cannot read is an error, never a limit less. */
export async function readStoredLimits(client: Queryable): Promise<StoredLimits> {
  const result = await client.query<{ version: number; spec: unknown; updated_by: string; updated_at: Date }>(
    'select version, spec, updated_by, updated_at from hormesis.limits',
  );
  const row = result.rows[0];
  if (!row) throw new Error('hormesis.limits is empty');
  return {
    version: row.version,
    limits: limits.parse(row.spec),
    updatedBy: row.updated_by,
    updatedAt: row.updated_at,
  };
}

/** The version that holds. */
export async function readLimitsVersion(client: Queryable): Promise<number> {
  const result = await client.query<{ version: number }>('select version from hormesis.limits');
  return result.rows[0]?.version ?? 0;
}

/** Writes the next version; the one before stays readable. */
export async function writeLimits(client: Queryable, next: Limits, by: string): Promise<number> {
  const result = await client.query<{ version: number }>(
    `update hormesis.limits set version = version + 1, spec = $1, updated_by = $2, updated_at = clock_timestamp() returning version`,
    [next, by],
  );
  const version = result.rows[0]?.version;
  if (version === undefined) throw new Error('hormesis.limits is empty');
  await client.query(
    `insert into hormesis.document_versions (kind, document_name, version, spec, saved_by) values ('Limits', 'limits', $1, $2, $3)`,
    [version, next, by],
  );
  return version;
}

/** Which of these critical paths there are. */
export async function knownPaths(client: Queryable, names: readonly string[]): Promise<string[]> {
  const result = await client.query<{ path_name: string }>(
    'select path_name from hormesis.critical_paths where path_name = any($1)',
    [names],
  );
  return result.rows.map((row) => row.path_name);
}

/** The database's clock, milliseconds since 1970. */
export async function databaseNowMs(client: Queryable): Promise<number> {
  const result = await client.query<{ now_ms: number }>(
    'select extract(epoch from clock_timestamp())::float8 * 1000 as now_ms',
  );
  return result.rows[0]?.now_ms ?? 0;
}
