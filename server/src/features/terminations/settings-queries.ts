import { type TerminationSettings, terminationSettings } from '@hormesis/contract/terminations.ts';
import type { Queryable } from '../../platform/database.ts';

export interface StoredSettings {
  readonly version: number;
  readonly settings: TerminationSettings;
  readonly updatedBy: string;
  readonly updatedAt: Date;
}

/** The settings as they stand; `lock` keeps them so. A document that this version cannot read is an error, never a limit less. */
export async function readSettings(client: Queryable, lock = false): Promise<StoredSettings> {
  const result = await client.query<{ version: number; spec: unknown; updated_by: string; updated_at: Date }>(
    `select version, spec, updated_by, updated_at from hormesis.termination_settings ${lock ? 'for update' : ''}`,
  );
  const row = result.rows[0];
  if (!row) throw new Error('hormesis.termination_settings is empty');
  return {
    version: row.version,
    settings: terminationSettings.parse(row.spec),
    updatedBy: row.updated_by,
    updatedAt: row.updated_at,
  };
}

/** Writes the next version; the one before stays readable. */
export async function writeSettings(client: Queryable, next: TerminationSettings, by: string): Promise<number> {
  const result = await client.query<{ version: number }>(
    `update hormesis.termination_settings
        set version = version + 1, spec = $1, updated_by = $2, updated_at = clock_timestamp() returning version`,
    [next, by],
  );
  const version = result.rows[0]?.version;
  if (version === undefined) throw new Error('hormesis.termination_settings is empty');
  await client.query(
    `insert into hormesis.document_versions (kind, document_name, version, spec, saved_by) values ('Terminations', 'terminations', $1, $2, $3)`,
    [version, next, by],
  );
  return version;
}

/** The database's clock, milliseconds since 1970. */
export async function databaseNowMs(client: Queryable): Promise<number> {
  const result = await client.query<{ now_ms: number }>(
    'select extract(epoch from clock_timestamp())::float8 * 1000 as now_ms',
  );
  return result.rows[0]?.now_ms ?? 0;
}
