import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { Scenario, ScenarioDocument, Source } from '@hormesis/contract/scenario.ts';
import type { Queryable } from '../../platform/database.ts';

/** A document as it is kept. */
export interface Stored<Spec> {
  readonly name: string;
  readonly version: number;
  readonly source: Source;
  readonly file: string | null;
  readonly spec: Spec;
  readonly savedBy: string;
  readonly savedAt: Date;
}

export interface Saving {
  readonly document: ScenarioDocument;
  readonly source: Source;
  readonly file: string | null;
  readonly by: string;
}

// Table and column by kind: fixed words, so the text of the statements never holds a value.
const HOMES = {
  CriticalPath: { table: 'hormesis.critical_paths', column: 'path_name' },
  Scenario: { table: 'hormesis.scenarios', column: 'scenario_name' },
} as const;
type Kind = keyof typeof HOMES;

interface Row {
  name: string;
  version: number;
  source: Source;
  file: string | null;
  spec: unknown;
  savedBy: string;
  savedAt: Date;
}
const STORED = 'version, source, file, spec, updated_by as "savedBy", updated_at as "savedAt"';

/** All critical paths, by name. Specs were parsed when they were saved. */
export async function listPaths(client: Queryable): Promise<Stored<CriticalPath>[]> {
  return (await list(client, 'CriticalPath')) as Stored<CriticalPath>[];
}

/** All scenarios, by name. */
export async function listScenarios(client: Queryable): Promise<Stored<Scenario>[]> {
  return (await list(client, 'Scenario')) as Stored<Scenario>[];
}

export async function findPath(client: Queryable, name: string): Promise<Stored<CriticalPath> | null> {
  return (await find(client, 'CriticalPath', name)) as Stored<CriticalPath> | null;
}

export async function findScenario(client: Queryable, name: string): Promise<Stored<Scenario> | null> {
  return (await find(client, 'Scenario', name)) as Stored<Scenario> | null;
}

/** The stored document of a kind and name, locked against other changes when it is there. */
export async function find(client: Queryable, kind: Kind, name: string): Promise<Stored<unknown> | null> {
  const { table, column } = HOMES[kind];
  const result = await client.query<Row>(`select ${column} as name, ${STORED} from ${table} where ${column} = $1`, [
    name,
  ]);
  return result.rows[0] ?? null;
}

/** Saves the next version. The ring salt of a path stays as it was: units keep their places. */
export async function save(client: Queryable, { document, source, file, by }: Saving, version: number): Promise<void> {
  const { table, column } = HOMES[document.kind];
  const salted = document.kind === 'CriticalPath';
  await client.query(
    `insert into ${table} (${column}, version, source, file, spec, updated_by${salted ? ', ring_salt' : ''})
     values ($1, $2, $3, $4, $5, $6${salted ? `, $1 || '.1'` : ''})
     on conflict (${column}) do update set version = excluded.version, source = excluded.source, file = excluded.file,
       spec = excluded.spec, updated_by = excluded.updated_by, updated_at = clock_timestamp()`,
    [document.name, version, source, file, document, by],
  );
  await client.query(
    `insert into hormesis.document_versions (kind, document_name, version, spec, saved_by) values ($1, $2, $3, $4, $5)
     on conflict (kind, document_name, version) do nothing`,
    [document.kind, document.name, version, document, by],
  );
}

/** The next free version number of a document, also when an older one of that name was removed. */
export async function nextVersion(client: Queryable, kind: Kind, name: string): Promise<number> {
  const result = await client.query<{ next: number }>(
    'select coalesce(max(version), 0) + 1 as next from hormesis.document_versions where kind = $1 and document_name = $2',
    [kind, name],
  );
  return result.rows[0]?.next ?? 1;
}

/** Who saved a version of a document, and when; null when nobody knows. */
export async function lastSaved(
  client: Queryable,
  kind: Kind,
  name: string,
  version: number,
): Promise<{ by: string; at: Date } | null> {
  const result = await client.query<{ by: string; at: Date }>(
    `select saved_by as by, saved_at as at from hormesis.document_versions
      where kind = $1 and document_name = $2 and version = $3`,
    [kind, name, version],
  );
  return result.rows[0] ?? null;
}

/** An experiment on this path that is running or paused, or null. */
export async function experimentOn(client: Queryable, path: string): Promise<string | null> {
  const result = await client.query<{ experiment_id: string }>(
    `select experiment_id from hormesis.experiments where path_name = $1 and state in ('running', 'paused') order by started_at limit 1`,
    [path],
  );
  return result.rows[0]?.experiment_id ?? null;
}

/** Paths from files other than `kept` that a running or paused experiment is on. */
export async function missingButInUse(client: Queryable, kept: readonly string[]): Promise<string[]> {
  const result = await client.query<{ path_name: string }>(
    `select path_name from hormesis.critical_paths
      where source = 'file' and not (path_name = any($1))
        and path_name in (select path_name from hormesis.experiments where state in ('running', 'paused')) order by 1`,
    [kept],
  );
  return result.rows.map((row) => row.path_name);
}

/** Removes documents that came from a file which is no longer there. */
export async function removeMissingFiles(client: Queryable, kind: Kind, kept: readonly string[]): Promise<void> {
  const { table, column } = HOMES[kind];
  await client.query(`delete from ${table} where source = 'file' and not (${column} = any($1))`, [kept]);
}

async function list(client: Queryable, kind: Kind): Promise<Stored<unknown>[]> {
  const { table, column } = HOMES[kind];
  const result = await client.query<Row>(`select ${column} as name, ${STORED} from ${table} order by 1`);
  return result.rows;
}
