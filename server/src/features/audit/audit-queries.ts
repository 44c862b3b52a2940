import type { AuditEntry } from '@hormesis/contract/audit.ts';
import type { Queryable } from '../../platform/database.ts';

interface AuditRow {
  entry_id: number;
  happened_at: Date;
  actor: string;
  action: string;
  target: string;
  title: string | null;
  detail: Record<string, unknown>;
}

interface AuditWanted {
  /** Only entries older than the one with this id. */
  readonly before?: number | undefined;
  /** Text in actor, action, target, title or reason; empty finds all. */
  readonly find?: string | undefined;
  readonly limit: number;
}

/** Who did what, newest first, with the title of the experiment or scenario it was done to. */
export async function listAudit(client: Queryable, { before, find = '', limit }: AuditWanted): Promise<AuditEntry[]> {
  const result = await client.query<AuditRow>(
    `select entries.* from (
       select entry_id, happened_at, actor, action, target, detail,
              coalesce((select experiments.plan->>'title' from hormesis.experiments where experiment_id = audit_log.target),
                       (select scenarios.spec->>'title' from hormesis.scenarios where scenario_name = audit_log.target and action = 'scenario_applied')) as title
         from hormesis.audit_log where $1::bigint is null or entry_id < $1) as entries
      where $2 = '' or strpos(lower(concat_ws(' ', actor, replace(action, '_', ' '), target, title, detail->>'reason', detail->>'detail', detail->>'scenario')), lower($2)) > 0
      order by entry_id desc limit $3`,
    [before ?? null, find, limit],
  );
  return result.rows.map((row) => ({
    id: row.entry_id,
    at: row.happened_at.toISOString(),
    actor: row.actor,
    action: row.action,
    target: row.target,
    title: row.title,
    detail: row.detail,
  }));
}

/** What was refused with this code and these words in its message, oldest first, at most `limit`. */
export async function listRefused(
  client: Queryable,
  { code, words, since, limit }: { code: string; words: string; since: string; limit: number },
): Promise<{ at: string; actor: string; target: string; message: string }[]> {
  const result = await client.query<{ at: Date; actor: string; target: string; message: string }>(
    `select happened_at as at, actor, target, refusal->>'message' as message
       from hormesis.audit_log, jsonb_array_elements(detail->'refusals') as refusal
      where action = 'experiment_refused' and happened_at >= $3 and jsonb_typeof(detail->'refusals') = 'array'
        and refusal->>'code' = $1 and strpos(refusal->>'message', $2) > 0
      order by entry_id limit $4`,
    [code, words, since, limit],
  );
  return result.rows.map(({ at, ...row }) => ({ at: at.toISOString(), ...row }));
}
