import type { Queryable } from '../../platform/database.ts';

/** A kill in an experiment, and how far to either side of it is looked. */
export interface KillObserved {
  readonly id: string;
  readonly stage: number;
  /** Milliseconds since 1970, by the database's clock. */
  readonly killedAtMs: number;
  readonly comparedMs: number;
  readonly slotMs: number;
  readonly kpis: readonly string[];
}

interface Around {
  readonly before: number;
  readonly after: number;
}

/** Units of both arms around a kill: the present sample only, so that the time before is thinned like the time after. */
export async function readKillSums(
  client: Queryable,
  { id, stage, killedAtMs, comparedMs, slotMs, kpis }: KillObserved,
): Promise<{
  events: (Around & { kpi: string; slot: number })[];
  trials: { kpi: string; known: Around; failing: Around }[];
}> {
  const [from, at, to] = [killedAtMs - comparedMs, killedAtMs, killedAtMs + comparedMs].map((ms) => new Date(ms));
  const events = await client.query<Around & { kpi: string; slot: number }>(
    `select kpi, floor(abs(extract(epoch from happened_at - $3::timestamptz))::float8 * 1000 / $5)::int as slot,
            count(*) filter (where happened_at <= $3) as before, count(*) filter (where happened_at > $3) as after
       from hormesis.first_events join hormesis.experiments using (experiment_id) left join hormesis.thinned using (experiment_id)
      where experiment_id = $1 and happened_at > $2 and happened_at <= $4
        and (least(experiments.events_below, thinned.events_below) is null or unit_hash < least(experiments.events_below, thinned.events_below))
      group by 1, 2 order by 1, 2`,
    [id, from, at, to, slotMs],
  );
  const trials = await client.query<Record<'kb' | 'ka' | 'fb' | 'fa' | 'lb' | 'la' | 'sb' | 'sa', number>>(
    `select count(*) filter (where exposed_at <= $4 and outcome <> 'pending') as kb, count(*) filter (where exposed_at > $4 and outcome <> 'pending') as ka,
            count(*) filter (where exposed_at <= $4 and outcome = 'failed') as fb, count(*) filter (where exposed_at > $4 and outcome = 'failed') as fa,
            count(*) filter (where exposed_at <= $4 and (slow or outcome <> 'pending')) as lb, count(*) filter (where exposed_at > $4 and (slow or outcome <> 'pending')) as la,
            count(*) filter (where exposed_at <= $4 and slow) as sb, count(*) filter (where exposed_at > $4 and slow) as sa
       from hormesis.exposures join hormesis.experiments using (experiment_id) left join hormesis.thinned using (experiment_id)
      where experiment_id = $1 and exposures.stage = $2 and exposed_at > $3 and exposed_at <= $5
        and (least(experiments.units_below, thinned.units_below) is null or unit_hash < least(experiments.units_below, thinned.units_below))`,
    [id, stage, from, at, to],
  );
  const [row] = trials.rows;
  const failed = {
    ...{ kpi: 'failed', known: { before: row?.kb ?? 0, after: row?.ka ?? 0 } },
    failing: { before: row?.fb ?? 0, after: row?.fa ?? 0 },
  };
  const slow = {
    ...{ kpi: 'slow', known: { before: row?.lb ?? 0, after: row?.la ?? 0 } },
    failing: { before: row?.sb ?? 0, after: row?.sa ?? 0 },
  };
  return { events: events.rows, trials: [failed, slow].filter(({ kpi }) => kpis.includes(kpi)) };
}
