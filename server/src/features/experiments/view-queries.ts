import type { PerArm } from '@hormesis/contract/arm.ts';
import type {
  ArmPoint,
  BlastRadius,
  CallGroupFlow,
  TimelineEvent,
  TimelineKind,
} from '@hormesis/contract/experiment.ts';
import type { Queryable } from '../../platform/database.ts';

/** The timeline of an experiment, oldest first. */
export async function readTimeline(client: Queryable, id: string): Promise<TimelineEvent[]> {
  const result = await client.query<{
    event_id: number;
    happened_at: Date;
    kind: TimelineKind;
    actor: string;
    text: string;
    detail: Record<string, unknown>;
  }>(
    'select event_id, happened_at, kind, actor, text, detail from hormesis.experiment_events where experiment_id = $1 order by event_id',
    [id],
  );
  return result.rows.map((row) => ({
    id: row.event_id,
    at: row.happened_at.toISOString(),
    kind: row.kind,
    actor: row.actor,
    text: row.text,
    detail: row.detail,
  }));
}

interface FlowRow
  extends Record<
    | 'calls'
    | 'injected'
    | 'skipped'
    | 'visible'
    | 'opened'
    | 'rejected'
    | 'timed_out'
    | 'fallback'
    | 'retry'
    | 'handler',
    number
  > {
  call_group: string;
}

/** What became of the calls of each call group in the arms that are failed. A call counts when it ends, or when it is injected. */
export async function readFlows(client: Queryable, id: string): Promise<CallGroupFlow[]> {
  const result = await client.query<FlowRow>(
    `select call_group, greatest(sum(calls), sum(injected))::bigint as calls, sum(injected)::bigint as injected, sum(skipped)::bigint as skipped, sum(visible)::bigint as visible,
            sum(opened)::bigint as opened, sum(rejected)::bigint as rejected, sum(timed_out)::bigint as timed_out,
            sum(absorbed_fallback)::bigint as fallback, sum(absorbed_retry)::bigint as retry, sum(absorbed_handler)::bigint as handler
       from hormesis.call_sums where experiment_id = $1 and arm <> 'control'
      group by call_group order by sum(injected) desc, call_group`,
    [id],
  );
  return result.rows.map((row) => ({
    callGroup: row.call_group,
    calls: row.calls,
    injected: row.injected,
    skipped: row.skipped,
    absorbed: Object.fromEntries(
      Object.entries({ fallback: row.fallback, retry: row.retry, handler: row.handler }).filter(
        ([, count]) => count > 0,
      ),
    ),
    visible: row.visible,
    opened: row.opened,
    rejected: row.rejected,
    timedOut: row.timed_out,
  }));
}

/** Who and what was touched so far; units only below the threshold of the sample. A service is touched when an injection was made in it, or instead of it. */
export async function readBlastRadius(client: Queryable, id: string, unitsBelow: string | null): Promise<BlastRadius> {
  const [requests, units, injected, total] = await Promise.all([
    client.query<PerArm>(
      `select coalesce(sum(requests) filter (where arm = 'treatment'), 0)::bigint as treatment, coalesce(sum(requests) filter (where arm = 'control'), 0)::bigint as control
         from hormesis.request_sums where experiment_id = $1`,
      [id],
    ),
    client.query<PerArm>(
      `select count(distinct unit_hash) filter (where arm = 'treatment') as treatment, count(distinct unit_hash) filter (where arm = 'control') as control
         from hormesis.exposures where experiment_id = $1 and ($2::text is null or unit_hash < $2)`,
      [id, unitsBelow],
    ),
    client.query<{ call_group: string; service: string; injected: number }>(
      `select call_group, service, sum(injected)::bigint as injected from hormesis.call_sums where experiment_id = $1 group by 1, 2 having sum(injected) > 0 order by 1, 2`,
      [id],
    ),
    client.query<{ services: string[] }>(
      `select coalesce(array_agg(distinct service), '{}') as services from hormesis.agents where connected_to is not null`,
    ),
  ]);
  const known = new Set(total.rows[0]?.services ?? []);
  const callees = injected.rows
    .map((row) => /^[^>]*>[^:]*:([^/]+)/.exec(row.call_group)?.[1] ?? '')
    .filter((name) => known.has(name));
  return {
    requests: requests.rows[0] ?? { treatment: 0, control: 0 },
    units: units.rows[0] ?? { treatment: 0, control: 0 },
    injections: injected.rows.reduce((sum, row) => sum + row.injected, 0),
    services: [...new Set([...injected.rows.map((row) => row.service), ...callees])].sort(),
    servicesTotal: known.size,
    callGroups: [...new Set(injected.rows.map((row) => row.call_group))],
  };
}

/** Known and failing units per arm over time, in at most about 120 points. */
export async function readPoints(
  client: Queryable,
  id: string,
  durationMs: number,
  unitsBelow: string | null,
): Promise<ArmPoint[]> {
  const bucketSeconds = Math.max(1, Math.ceil(durationMs / 1000 / 120));
  const result = await client.query<{ at_ms: number } & Record<'kt' | 'kc' | 'ft' | 'fc', number>>(
    `select floor(extract(epoch from exposed_at) / $2) * $2 * 1000 as at_ms,
            count(*) filter (where arm = 'treatment' and outcome <> 'pending') as kt, count(*) filter (where arm = 'control' and outcome <> 'pending') as kc,
            count(*) filter (where arm = 'treatment' and outcome = 'failed') as ft, count(*) filter (where arm = 'control' and outcome = 'failed') as fc
       from hormesis.exposures where experiment_id = $1 and ($3::text is null or unit_hash < $3) group by 1 order by 1`,
    [id, bucketSeconds, unitsBelow],
  );
  return result.rows.map((row) => ({
    atMs: Number(row.at_ms),
    known: { treatment: row.kt, control: row.kc },
    failing: { treatment: row.ft, control: row.fc },
  }));
}

/** Milliseconds since an agent of these services last reported; null when none ever did. */
export async function readTelemetryAge(client: Queryable, services: readonly string[]): Promise<number | null> {
  const result = await client.query<{ age_ms: number | null }>(
    `select extract(epoch from clock_timestamp() - max(last_report_at))::float8 * 1000 as age_ms from hormesis.agents where service = any($1)`,
    [services],
  );
  return result.rows[0]?.age_ms ?? null;
}
