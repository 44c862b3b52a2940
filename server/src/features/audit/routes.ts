import type { AuditEntry } from '@hormesis/contract/audit.ts';
import { Router } from 'express';
import type { Database } from '../../platform/database.ts';
import { handler } from '../../platform/http.ts';
import { allow } from '../../platform/identity.ts';

interface AuditRow {
  entry_id: number;
  happened_at: Date;
  actor: string;
  action: string;
  target: string;
  detail: Record<string, unknown>;
}

/** `GET /audit`: the last 500 entries, newest first. */
export function auditRoutes(database: Database): Router {
  const router = Router();
  router.get(
    '/audit',
    allow('viewer'),
    handler(async (_request, response) => {
      const result = await database.query<AuditRow>(
        'select entry_id, happened_at, actor, action, target, detail from hormesis.audit_log order by entry_id desc limit 500',
      );
      const items = result.rows.map(
        (row): AuditEntry => ({
          id: row.entry_id,
          at: row.happened_at.toISOString(),
          actor: row.actor,
          action: row.action,
          target: row.target,
          detail: row.detail,
        }),
      );
      response.json({ items });
    }),
  );
  return router;
}
