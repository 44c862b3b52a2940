import type { TerminationFinding } from '@hormesis/contract/terminations.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Group } from './groups.ts';
import { namesOf, TARGET_NAME } from './termination-queries.ts';

interface FindingRow {
  finding_id: string;
  group_key: string;
  termination_id: string;
  found_at: Date;
  reason: string;
  resolved_at: Date | null;
  resolved_by: string | null;
  note: string | null;
  verified_by: string | null;
}

/** Of `termination_findings f`; what came of the group when it was killed after somebody had mended it verifies that. */
const COLUMNS = `f.finding_id, f.group_key, f.termination_id, f.found_at, f.reason, f.resolved_at, f.resolved_by, f.note,
  (select later.termination_id from hormesis.terminations later
    where later.group_key = f.group_key and later.happened_at > f.resolved_at
      and exists (select from hormesis.termination_events e where e.termination_id = later.termination_id and e.kind = 'healthy')
    order by later.happened_at limit 1) as verified_by`;

function toFinding(row: FindingRow): TerminationFinding {
  return {
    ...{ id: row.finding_id, group: row.group_key, termination: row.termination_id },
    ...{ foundAt: row.found_at.toISOString(), reason: row.reason },
    state: row.resolved_at === null ? 'open' : row.verified_by === null ? 'fixed' : 'verified',
    verifiedBy: row.verified_by,
    resolved: row.resolved_at && {
      ...{ at: row.resolved_at.toISOString(), by: row.resolved_by ?? '', note: row.note ?? '' },
    },
  };
}

/** An open finding of a group, or of a part of it that was killed under another key; or null. */
export async function openFinding(client: Queryable, group: Group): Promise<TerminationFinding | null> {
  const result = await client.query<FindingRow>(
    `select ${COLUMNS} from hormesis.termination_findings f
      where resolved_at is null and (group_key = any($1) or exists (
        select from hormesis.terminations t cross join jsonb_array_elements(t.targets) x
         where t.termination_id = f.termination_id and ${TARGET_NAME} = any($1)))
      order by found_at limit 1`,
    [namesOf(group)],
  );
  const row = result.rows[0];
  return row ? toFinding(row) : null;
}

/** One finding, or null. */
export async function findFinding(client: Queryable, id: string): Promise<TerminationFinding | null> {
  const result = await client.query<FindingRow>(
    `select ${COLUMNS} from hormesis.termination_findings f where finding_id = $1`,
    [id],
  );
  const row = result.rows[0];
  return row ? toFinding(row) : null;
}

/** Open ones first, then the newest; at most 200. */
export async function listFindings(client: Queryable): Promise<TerminationFinding[]> {
  const result = await client.query<FindingRow>(
    `select ${COLUMNS} from hormesis.termination_findings f order by (resolved_at is null) desc, found_at desc limit 200`,
  );
  return result.rows.map(toFinding);
}

/** A group did not become whole again; one that is open already stays. */
export async function insertFinding(
  client: Queryable,
  {
    id,
    group,
    termination,
    atMs,
    reason,
  }: { id: string; group: string; termination: string; atMs: number; reason: string },
): Promise<void> {
  await client.query(
    `insert into hormesis.termination_findings (finding_id, group_key, termination_id, found_at, reason) values ($1, $2, $3, $4, $5)
     on conflict (group_key) where resolved_at is null do nothing`,
    [id, group, termination, new Date(atMs), reason],
  );
}

/** Somebody says what came of it; false when somebody has already. */
export async function writeResolved(client: Queryable, id: string, by: string, note: string): Promise<boolean> {
  const result = await client.query(
    `update hormesis.termination_findings set resolved_at = clock_timestamp(), resolved_by = $2, note = $3
      where finding_id = $1 and resolved_at is null returning 1`,
    [id, by, note],
  );
  return result.rows.length > 0;
}
