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
