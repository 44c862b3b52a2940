import type { Queryable } from './database.ts';

/** Writes who did what, in the transaction of the deed. */
export async function writeAudit(
  client: Queryable,
  actor: string,
  action: string,
  target: string,
  detail: object = {},
): Promise<void> {
  await client.query('insert into hormesis.audit_log (actor, action, target, detail) values ($1, $2, $3, $4)', [
    actor,
    action,
    target,
    detail,
  ]);
}

/** The last time that somebody did `action` since a moment, or null. */
export async function lastAudited(
  client: Queryable,
  action: string,
  since: Date,
): Promise<{ actor: string; at: Date; detail: Record<string, unknown> } | null> {
  const result = await client.query<{ actor: string; at: Date; detail: Record<string, unknown> }>(
    `select actor, happened_at as at, detail from hormesis.audit_log
      where action = $1 and happened_at >= $2 order by entry_id desc limit 1`,
    [action, since],
  );
  return result.rows[0] ?? null;
}
