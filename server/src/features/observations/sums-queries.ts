import type { PerArm } from '@hormesis/contract/arm.ts';
import type {
  ExperimentSums,
  FailingUnits,
  FirstSeen,
  KpiTrials,
  StageSums,
} from '@hormesis/contract/experiment-sums.ts';
import type { MissingKpi } from '@hormesis/contract/kpi.ts';
import type { RampPlan } from '@hormesis/contract/ramp.ts';
import { matchesCallGroup } from '@hormesis/core/call-group.ts';
import type { Queryable } from '../../platform/database.ts';
import { CALLS_TO_JUDGE } from './instance-calls.ts';
import { readMissingTrials } from './missing-queries.ts';
import { oneIn, type Sample } from './sample.ts';
import { readSurroundings } from './surroundings-queries.ts';

/** Which experiment to sum up, with what was fixed when it started. */
export interface Observed {
  readonly id: string;
  readonly path: string;
  readonly stage: number;
  readonly stageBeganAt: Date;
  readonly startedAt: Date;
  /** Since when the control loop has watched without a break; null: not yet. */
  readonly watchedSince: Date | null;
  readonly plannedMinutes: number;
  readonly ramp: RampPlan;
  /** Share of the ring in treatment at each stage, parts per million. */
  readonly rhoPpm: readonly number[];
  readonly kpis: readonly string[];
  readonly missing: readonly MissingKpi[];
  readonly entryServices: readonly string[];
  /** Call groups that are failed. */
  readonly injected: readonly string[];
}

const NONE = { treatment: 0, control: 0 };

/** Everything observed of one experiment, as sums, by the database's clock. */
export async function readSums(client: Queryable, observed: Observed): Promise<ExperimentSums & { sample: SampleOf }> {
  const sample = await readSample(client, observed.id);
  const [{ nowMs, telemetryAgeMs }, silentEntry, failing, stages, seen, recent, silentInstances, surroundings] =
    await Promise.all([
      readClock(client, observed),
      readSilentEntry(client, observed),
      readFailing(client, observed),
      readStages(client, observed, sample),
      readUnits(client, observed, sample),
      readLast10s(client, observed, sample),
      readSilent(client, observed),
      readSurroundings(client, observed),
    ]);
  return {
    nowMs,
    telemetryAgeMs: telemetryAgeMs === null ? null : Math.max(telemetryAgeMs, silentEntry?.silentMs ?? 0),
    silentEntry: silentEntry && silentEntry.silentMs > (telemetryAgeMs ?? 0) ? silentEntry.instance : null,
    startedAtMs: observed.startedAt.getTime(),
    plannedMinutes: observed.plannedMinutes,
    stage: observed.stage,
    stageSinceMs: observed.stageBeganAt.getTime(),
    kpis: observed.kpis,
    failing,
    stages,
    ...seen,
    last10s: recent,
    silentInstances,
    surroundings,
    sample: {
      unitsOneIn: oneIn(sample.unitsBelow),
      eventsOneIn: oneIn(sample.eventsBelow),
      inForce: sample,
      exposures: stages.reduce((sum, { exposed }) => sum + exposed.treatment + exposed.control, 0),
      events: failing.reduce((sum, each) => sum + each.treatment + each.control, 0),
    },
  };
}

/** The sample that was counted with, and how much it holds. */
export interface SampleOf {
  readonly unitsOneIn: number;
  readonly eventsOneIn: number;
  readonly inForce: Sample;
  readonly exposures: number;
  readonly events: number;
}

/** What all agents are asked for, or less when one of them could not hold as much. */
async function readSample(client: Queryable, id: string): Promise<Sample> {
  const result = await client.query<{ units_below: string | null; events_below: string | null }>(
    `select least(experiments.units_below, thinned.units_below) as units_below, least(experiments.events_below, thinned.events_below) as events_below
       from hormesis.experiments left join hormesis.thinned using (experiment_id) where experiment_id = $1`,
    [id],
  );
  const [row] = result.rows;
  return { unitsBelow: row?.units_below ?? null, eventsBelow: row?.events_below ?? null };
}

// Idle agents report every ten seconds, and to nobody while no control plane is there: silence is
// counted from the beginning of the stage, and of the watch, at the earliest.
async function readClock(
  client: Queryable,
  { entryServices, stageBeganAt, watchedSince }: Observed,
): Promise<{ nowMs: number; telemetryAgeMs: number | null }> {
  const result = await client.query<{ now_ms: number; age_ms: number; never: boolean }>(
    `select extract(epoch from clock_timestamp())::float8 * 1000 as now_ms,
            extract(epoch from clock_timestamp() - greatest(max(last_report_at), $2, $3))::float8 * 1000 as age_ms,
            max(last_report_at) is null as never
       from hormesis.agents where service = any($1)`,
    [entryServices, stageBeganAt, watchedSince],
  );
  const [row] = result.rows;
  return { nowMs: row?.now_ms ?? 0, telemetryAgeMs: !row || row.never ? null : row.age_ms };
}

/**
 * The most silent entry instance, and how long it has said nothing, milliseconds: one that worked for this experiment, whose
 * link is open or was lost only after it had been silent. What its users went through since is not known, whatever the
 * other instances tell. One that left properly reported until shortly before, and is missed by nobody.
 */
async function readSilentEntry(
  client: Queryable,
  { id, entryServices, startedAt, watchedSince }: Observed,
): Promise<{ instance: string; silentMs: number } | null> {
  const result = await client.query<{ instance: string; silentMs: number }>(
    `select instance, extract(epoch from clock_timestamp() - last_report_at)::float8 * 1000 as "silentMs"
       from hormesis.agents
      where service = any($1) and active @> $2 and last_report_at >= greatest($3::timestamptz, $4::timestamptz)
        and last_report_at > clock_timestamp() - interval '1 minute'
        and (connected_to is not null or last_seen_at - last_report_at > interval '3 seconds')
      order by last_report_at limit 1`,
    [entryServices, JSON.stringify([{ experiment: id }]), startedAt, watchedSince],
  );
  return result.rows[0] ?? null;
}

// ρ is the plan's for the stage, whatever an agent told: a wrong one would be evidence of nothing.
async function readFailing(client: Queryable, { id, startedAt, rhoPpm }: Observed): Promise<FailingUnits[]> {
  const result = await client.query<FailingUnits>(
    `select kpi, greatest(0, floor(extract(epoch from happened_at - $2::timestamptz) / 60))::int as minute, coalesce(($3::int[])[stage + 1], 0) as "rhoPpm",
            count(*) filter (where arm = 'treatment') as treatment, count(*) filter (where arm = 'control') as control
       from hormesis.first_events where experiment_id = $1 group by 1, 2, 3 order by 1, 2, 3`,
    [id, startedAt, rhoPpm],
  );
  return result.rows;
}

async function readStages(client: Queryable, observed: Observed, { unitsBelow }: Sample): Promise<StageSums[]> {
  const { id, ramp, rhoPpm, kpis } = observed;
  const [trials, missing, injected] = await Promise.all([
    client.query<
      { stage: number } & Record<'et' | 'ec' | 'kt' | 'kc' | 'ft' | 'fc' | 'lt' | 'lc' | 'st' | 'sc', number>
    >(
      `select stage, count(*) filter (where arm = 'treatment') as et, count(*) filter (where arm = 'control') as ec,
              count(*) filter (where arm = 'treatment' and outcome <> 'pending') as kt, count(*) filter (where arm = 'control' and outcome <> 'pending') as kc,
              count(*) filter (where arm = 'treatment' and outcome = 'failed') as ft, count(*) filter (where arm = 'control' and outcome = 'failed') as fc,
              count(*) filter (where arm = 'treatment' and (slow or outcome <> 'pending')) as lt, count(*) filter (where arm = 'control' and (slow or outcome <> 'pending')) as lc,
              count(*) filter (where arm = 'treatment' and slow) as st, count(*) filter (where arm = 'control' and slow) as sc
         from hormesis.exposures where experiment_id = $1 and ($2::text is null or unit_hash < $2) group by stage`,
      [id, unitsBelow],
    ),
    readMissingTrials(client, observed, unitsBelow),
    client.query<{ stage: number; injected: number }>(
      `select stage, sum(injected)::bigint as injected from hormesis.call_sums where experiment_id = $1 group by stage`,
      [id],
    ),
  ]);
  return ramp.stages.map(({ trafficPpm }, stage) => {
    const row = trials.rows.find((each) => each.stage === stage);
    const slow: KpiTrials = {
      kpi: 'slow',
      known: { treatment: row?.lt ?? 0, control: row?.lc ?? 0 },
      failing: { treatment: row?.st ?? 0, control: row?.sc ?? 0 },
    };
    const missingIn = (kpi: string): KpiTrials =>
      missing.find((each) => each.kpi === kpi && each.stage === stage) ?? { kpi, known: NONE, failing: NONE };
    return {
      stage,
      trafficPpm,
      rhoPpm: rhoPpm[stage] ?? 0,
      exposed: { treatment: row?.et ?? 0, control: row?.ec ?? 0 },
      known: { treatment: row?.kt ?? 0, control: row?.kc ?? 0 },
      failing: { treatment: row?.ft ?? 0, control: row?.fc ?? 0 },
      otherKpis: kpis.filter((kpi) => kpi !== 'failed').map((kpi) => (kpi === 'slow' ? slow : missingIn(kpi))),
      injections: injected.rows.find((each) => each.stage === stage)?.injected ?? 0,
    };
  });
}

/** Each unit once: by the arm and the ρ of its first exposure, and for each arm it was ever in (above ρ = ½ control moves to treatment). */
async function readUnits(
  client: Queryable,
  { id, rhoPpm }: Observed,
  { unitsBelow }: Sample,
): Promise<{ firstSeen: FirstSeen[]; units: PerArm }> {
  const result = await client.query<
    Record<'stage' | 'treatment' | 'control' | 'everTreatment' | 'everControl', number>
  >(
    `select least(t, c) as stage,
            count(*) filter (where t is not null and (c is null or t < c)) as treatment,
            count(*) filter (where c is not null and (t is null or c < t)) as control,
            count(t) as "everTreatment", count(c) as "everControl"
       from (select min(stage) filter (where arm = 'treatment') as t, min(stage) filter (where arm = 'control') as c
               from hormesis.exposures where experiment_id = $1 and ($2::text is null or unit_hash < $2) group by unit_hash) as unit
      group by 1`,
    [id, unitsBelow],
  );
  const byRho = new Map<number, PerArm>();
  for (const { stage, treatment, control } of result.rows) {
    const rho = rhoPpm[stage] ?? 0;
    const sum = byRho.get(rho) ?? NONE;
    byRho.set(rho, { treatment: sum.treatment + treatment, control: sum.control + control });
  }
  const ever = (pick: 'everTreatment' | 'everControl') => result.rows.reduce((sum, row) => sum + row[pick], 0);
  return {
    firstSeen: [...byRho].map(([rho, sum]) => ({ rhoPpm: rho, ...sum })),
    units: { treatment: ever('everTreatment'), control: ever('everControl') },
  };
}

// Counted with the present threshold only: what came before it fell would be taken for as many more.
async function readLast10s(
  client: Queryable,
  { id }: Observed,
  { eventsBelow }: Sample,
): Promise<{ active: PerArm; failing: PerArm }> {
  const [active, failing] = await Promise.all([
    client.query<PerArm>(
      `select coalesce(sum(requests) filter (where arm = 'treatment'), 0)::bigint as treatment, coalesce(sum(requests) filter (where arm = 'control'), 0)::bigint as control
         from hormesis.recent_requests where experiment_id = $1 and bucket > clock_timestamp() - interval '10 seconds'`,
      [id],
    ),
    client.query<PerArm>(
      `select count(*) filter (where arm = 'treatment') as treatment, count(*) filter (where arm = 'control') as control
         from hormesis.first_events where experiment_id = $1 and kpi = 'failed' and happened_at > clock_timestamp() - interval '10 seconds'
          and ($2::text is null or unit_hash < $2)`,
      [id, eventsBelow],
    ),
  ]);
  return {
    active: active.rows[0] ?? { treatment: 0, control: 0 },
    failing: failing.rows[0] ?? { treatment: 0, control: 0 },
  };
}

/** The scenario's call groups may be patterns (`*>http:ratings`), the reported ones never are. */
async function readSilent(client: Queryable, { id, stage, injected }: Observed): Promise<string[]> {
  const result = await client.query<{ instance: string; call_group: string; calls: number; injected: number }>(
    `select instance, call_group, calls, injected from hormesis.instance_calls
      where experiment_id = $1 and stage = $2 order by instance`,
    [id, stage],
  );
  const concerned = result.rows.filter((row) => injected.some((pattern) => matchesCallGroup(pattern, row.call_group)));
  const byInstance = Map.groupBy(concerned, (row) => row.instance);
  return [...byInstance].flatMap(([instance, rows]) => {
    const calls = rows.reduce((sum, row) => sum + row.calls, 0);
    return calls >= CALLS_TO_JUDGE && rows.every((row) => row.injected === 0) ? [instance] : [];
  });
}
