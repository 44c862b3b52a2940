import type { KpiTrials } from '@hormesis/contract/experiment-sums.ts';
import type { MissingKpi } from '@hormesis/contract/kpi.ts';
import type { Queryable } from '../../platform/database.ts';

/** Agents report every second: what happened in time is here by then, milliseconds after it. */
const REPORTED_WITHIN_MS = 2_000;
/** Exposures that were due longer ago have been judged: without a look for ten seconds the experiment is halted. */
const JUDGED_WITHIN_MS = 60_000;
/** How far the moments of two agents may lie apart, milliseconds: each took its report a different time to come. */
const APART_MS = 5_000;

export interface MissingOf {
  readonly id: string;
  readonly missing: readonly MissingKpi[];
  /** Share of the ring in treatment at each stage, parts per million. */
  readonly rhoPpm: readonly number[];
}

/** Every KPI that looks for an event, as a table. */
const kpis = 'unnest($2::text[], $3::text[], $4::float8[]) as kpi (name, event, within_ms)';
const kpiValues = (missing: readonly MissingKpi[]) => [
  missing.map(({ kpi }) => kpi),
  missing.map(({ event }) => event),
  missing.map(({ withinMs }) => withinMs),
];

/**
 * The unit told the event for an exposure that was due at `due`: in time, and in that stage or a later one. An event of
 * an earlier stage counts when it happened after the exposure: services hear of a new stage at slightly different moments.
 * One that is told as before the exposure counts for the unit, since nobody can do it without having been exposed.
 */
function toldFor(unit: string, stage: string, due: string): string {
  return `exists (
    select from hormesis.told_events as told
     where told.experiment_id = $1 and told.event = kpi.event and told.unit_hash = ${unit} and told.happened_at <= ${due}
       and (told.stage >= ${stage}
         or told.happened_at >= ${due} - (kpi.within_ms + ${APART_MS}) * interval '1 millisecond'))`;
}

/** Its agents had the rules all the time that the unit had: while paused, and after the end, events are not told. */
const uninterrupted = `not exists (
  select from hormesis.experiment_events as event
   where event.experiment_id = $1 and event.kind in ('paused', 'halted', 'completed')
     and event.happened_at between exposed_at and due)`;

/** Exposures of an experiment whose time is over, and whether the unit is missing the event. */
const judged = `
  select kpi.name, unit_hash, arm, stage, due, not ${toldFor('exposure.unit_hash', 'exposure.stage', 'due')} as is_missing
    from ${kpis}
   cross join lateral (
     select unit_hash, arm, stage, exposed_at, exposed_at + kpi.within_ms * interval '1 millisecond' as due
       from hormesis.exposures where experiment_id = $1) as exposure
   where due <= clock_timestamp() - interval '${REPORTED_WITHIN_MS} milliseconds' and ${uninterrupted}`;

/**
 * Judges by the database's clock who is missing what: a unit that was exposed and told no event in time has its first
 * event of that KPI when its time was over, with the stage of that exposure; later ones change nothing. An event that is
 * told too late, but happened in time, takes the judgement back: it is told for both arms alike.
 */
export async function judgeMissing(client: Queryable, { id, missing, rhoPpm }: MissingOf): Promise<void> {
  if (missing.length === 0) return;
  await client.query(
    `with taken_back as (
       delete from hormesis.first_events as counted using ${kpis}
        where counted.experiment_id = $1 and counted.kpi = kpi.name
          and ${toldFor('counted.unit_hash', 'counted.stage', 'counted.happened_at')})
     insert into hormesis.first_events (experiment_id, kpi, unit_hash, arm, stage, rho_ppm, happened_at)
     select distinct on (name, unit_hash) $1, name, unit_hash, arm, stage, ($5::int[])[stage + 1], due
       from (${judged} and due > clock_timestamp() - interval '${JUDGED_WITHIN_MS} milliseconds') as judged
      where is_missing order by name, unit_hash, due
     on conflict (experiment_id, kpi, unit_hash) do nothing`,
    [id, ...kpiValues(missing), rhoPpm],
  );
}

/** The trials of each stage as the missing KPIs count them, of the units in the sample. */
export async function readMissingTrials(
  client: Queryable,
  { id, missing }: Pick<MissingOf, 'id' | 'missing'>,
  unitsBelow: string | null,
): Promise<(KpiTrials & { readonly stage: number })[]> {
  if (missing.length === 0) return [];
  const result = await client.query<{ name: string; stage: number } & Record<'kt' | 'kc' | 'ft' | 'fc', number>>(
    `select name, stage, count(*) filter (where arm = 'treatment') as kt, count(*) filter (where arm = 'control') as kc,
            count(*) filter (where arm = 'treatment' and is_missing) as ft, count(*) filter (where arm = 'control' and is_missing) as fc
       from (${judged}) as judged where $5::text is null or unit_hash < $5 group by name, stage`,
    [id, ...kpiValues(missing), unitsBelow],
  );
  return result.rows.map(({ name, stage, kt, kc, ft, fc }) => ({
    kpi: name,
    stage,
    known: { treatment: kt, control: kc },
    failing: { treatment: ft, control: fc },
  }));
}
