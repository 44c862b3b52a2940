import type { Queryable } from '../../platform/database.ts';

/** What control of an experiment saw: users whose outcome is known, and by KPI how many of them it counted. */
export interface ControlSeen {
  readonly experiment: string;
  readonly users: number;
  readonly harmed: ReadonlyMap<string, number>;
}

/** Control of the last experiment on live traffic of a path within a month; null: there was none. */
export async function readLastControl(client: Queryable, path: string): Promise<ControlSeen | null> {
  const result = await client.query<{ experiment: string; users: number; kpis: { kpi: string; harmed: number }[] }>(
    `select experiment_id as experiment,
            coalesce((evidence->'exposedUnits'->>'control')::float8,
              (select sum((held.value->'exposedUnits'->>'control')::bigint)
                 from jsonb_array_elements(evidence->'stages') as held), 0)::float8 as users,
            (select coalesce(jsonb_agg(jsonb_build_object('kpi', told.value->>'kpi', 'harmed', (told.value->'failing'->>'control')::bigint)), '[]')
               from jsonb_array_elements(evidence->'kpis') as told) as kpis
       from hormesis.experiments
      where path_name = $1 and population = 'live' and started_at > clock_timestamp() - interval '30 days'
        and evidence is not null
      order by started_at desc limit 1`,
    [path],
  );
  const [row] = result.rows;
  if (!row || row.users === 0) return null;
  return {
    experiment: row.experiment,
    users: Math.round(row.users),
    harmed: new Map(row.kpis.map(({ kpi, harmed }) => [kpi, harmed])),
  };
}
