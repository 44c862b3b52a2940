import type { Queryable } from '../../platform/database.ts';

/**
 * Open findings, and a text that changes with whatever happens: settings, plans of these days, kills and what came of them.
 * Asked once a second while somebody looks at a page, so each part is the end of an index or a few rows.
 */
export async function readMoment(client: Queryable): Promise<{ open: number; moment: string }> {
  const result = await client.query<{ open: number; moment: string }>(
    `select (select count(*) from hormesis.termination_findings where resolved_at is null) as open,
            concat_ws(' ', (select version from hormesis.termination_settings),
                           (select coalesce(max(event_id), 0) from hormesis.termination_events),
                           (select max(happened_at) from hormesis.terminations),
                           (select count(*) from hormesis.termination_findings where resolved_at is null),
                           (select concat(count(*), '/', count(*) filter (where state = 'planned')) from hormesis.termination_plans
                             where day >= to_char(clock_timestamp() - interval '1 day', 'YYYY-MM-DD'))) as moment`,
  );
  return result.rows[0] ?? { open: 0, moment: '' };
}
