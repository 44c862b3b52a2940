import type { Queryable } from '../../platform/database.ts';

/** What must be known of an experiment to judge what agents tell of it. */
export interface KnownExperiment {
  readonly stage: number;
  /** Events of applications that a KPI looks for. */
  readonly events: ReadonlySet<string>;
  /** Only units with a hash below are counted; null: all. */
  readonly unitsBelow: string | null;
  readonly eventsBelow: string | null;
}

interface Row {
  experiment_id: string;
  stage: number;
  missing: { event: string }[] | null;
  units_below: string | null;
  events_below: string | null;
}

/** The experiments that there are of `ids`. */
export async function knownExperiments(
  client: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownExperiment>> {
  if (ids.length === 0) return new Map();
  const result = await client.query<Row>(
    `select experiment_id, stage, plan -> 'missing' as missing,
            least(experiments.units_below, thinned.units_below) as units_below,
            least(experiments.events_below, thinned.events_below) as events_below
       from hormesis.experiments left join hormesis.thinned using (experiment_id) where experiment_id = any($1)`,
    [ids],
  );
  return new Map(
    result.rows.map((row) => [
      row.experiment_id,
      {
        stage: row.stage,
        events: new Set((row.missing ?? []).map(({ event }) => event)),
        unitsBelow: row.units_below,
        eventsBelow: row.events_below,
      },
    ]),
  );
}
