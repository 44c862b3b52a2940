import type { Exposure, KpiEvent, PathSum, Thinned } from '@hormesis/contract/agent-link.ts';
import type { Queryable } from '../../platform/database.ts';
import type { GroupCalls } from './batch-sums.ts';
import type { Reported } from './ingest.ts';
import type { InstanceCalls } from './instance-calls.ts';

// An age beyond a month is a broken clock, and must not make a moment that cannot be written.
const happenedAt = `clock_timestamp() - least(age_ms, 2592000000) * interval '1 millisecond'`;

/**
 * Takes the sequences of reports, at most one of each instance; the answer names the instances whose report counts. One
 * that was taken before does not. Sequence 1 right after a hello is a new process under an old name, and counts from the
 * beginning.
 */
export async function takeSequences(client: Queryable, reports: readonly Reported[]): Promise<ReadonlySet<string>> {
  const taken = await client.query<{ instance: string }>(
    `update hormesis.agents as known
        set last_sequence = told.sequence, revision = told.revision, active = told.active, counters = told.counters,
            last_seen_at = clock_timestamp(), last_report_at = clock_timestamp(), connected_to = told.boot
       from (select * from unnest($1::text[], $2::bigint[], $3::bigint[], $4::int[]) as of_agents (instance, sequence, revision, state)
               join unnest($5::jsonb[], $6::jsonb[], $7::text[]) with ordinality as states (active, counters, boot, state) using (state))
         as told
      where known.instance = told.instance
        and (known.last_sequence < told.sequence
          or (told.sequence = 1 and known.last_sequence > 1 and known.connected_at > known.last_report_at))
      returning known.instance`,
    [
      reports.map(({ reporter }) => reporter.instance),
      numbers(reports.map(({ report }) => report.sequence)),
      numbers(reports.map(({ report }) => report.revision)),
      ...statesOf(reports),
    ],
  );
  return new Set(taken.rows.map((row) => row.instance));
}

/** An array of numbers as the database reads it; the driver would look at each for characters to escape. */
function numbers(list: readonly number[]): string {
  return `{${list.join(',')}}`;
}

/** What agents say of themselves, each different thing once, and before it for each report the place of its own. */
function statesOf(reports: readonly Reported[]): [string, string[], string[], string[]] {
  const places = new Map<string, number>();
  const [active, counters, boots]: [string[], string[], string[]] = [[], [], []];
  const ofReports = reports.map(({ reporter, report }) => {
    const parts = [JSON.stringify(report.active), JSON.stringify(report.counters), reporter.boot] as const;
    const key = parts.join('\n');
    const known = places.get(key);
    if (known !== undefined) return known;
    active.push(parts[0]);
    counters.push(parts[1]);
    boots.push(parts[2]);
    places.set(key, active.length);
    return active.length;
  });
  return [numbers(ofReports), active, counters, boots];
}

/** First exposures; a repeat changes nothing but an outcome that was still pending, which may become slow before it is known. */
export async function addExposures(client: Queryable, exposures: readonly Exposure[]): Promise<void> {
  if (exposures.length === 0) return;
  await client.query(
    `insert into hormesis.exposures as known (experiment_id, stage, unit_hash, arm, exposed_at, outcome, known_at, slow)
     select distinct on (experiment_id, told.stage, unit_hash) experiment_id, told.stage, unit_hash, arm,
            ${happenedAt}, outcome,
            case when outcome <> 'pending' then clock_timestamp() end, slow
       from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::float8[], $6::text[], $7::bool[])
         as told (experiment_id, stage, unit_hash, arm, age_ms, outcome, slow)
       join (select experiment_id from hormesis.experiments) as known_experiments using (experiment_id)
      order by experiment_id, told.stage, unit_hash, outcome = 'pending', age_ms desc
     on conflict (experiment_id, stage, unit_hash)
       do update set outcome = excluded.outcome, known_at = excluded.known_at, slow = known.slow or excluded.slow
       where known.outcome = 'pending' and (excluded.outcome <> 'pending' or excluded.slow) and known.arm = excluded.arm`,
    columns(
      exposures,
      (each) => [each.experiment, each.stage, each.unit, each.arm, each.ageMs, each.outcome, each.slow ?? false],
      7,
    ),
  );
}

/** A unit's first event of a KPI; later ones never count. In one order, so that two entries that saw the same units never wait for each other. */
export async function addFirstEvents(client: Queryable, events: readonly KpiEvent[]): Promise<void> {
  if (events.length === 0) return;
  await client.query(
    `insert into hormesis.first_events (experiment_id, kpi, unit_hash, arm, stage, rho_ppm, happened_at)
     select distinct on (experiment_id, kpi, unit_hash) experiment_id, kpi, unit_hash, arm, told.stage, told.rho_ppm, ${happenedAt}
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $7::float8[])
         as told (experiment_id, kpi, unit_hash, arm, stage, rho_ppm, age_ms)
       join (select experiment_id from hormesis.experiments) as known_experiments using (experiment_id)
      order by experiment_id, kpi, unit_hash, age_ms desc
     on conflict (experiment_id, kpi, unit_hash) do nothing`,
    columns(events, (each) => [each.experiment, each.kpi, each.unit, each.arm, each.stage, each.rhoPpm, each.ageMs], 7),
  );
}

/** What applications tell of their users: the first event of a name in each stage. */
export async function addToldEvents(client: Queryable, events: readonly KpiEvent[]): Promise<void> {
  if (events.length === 0) return;
  await client.query(
    `insert into hormesis.told_events (experiment_id, event, unit_hash, stage, happened_at)
     select distinct on (experiment_id, event, unit_hash, stage) experiment_id, event, unit_hash, stage, ${happenedAt}
       from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::float8[]) as told (experiment_id, event, unit_hash, stage, age_ms)
      order by experiment_id, event, unit_hash, stage, age_ms desc
     on conflict (experiment_id, event, unit_hash, stage) do nothing`,
    columns(events, (each) => [each.experiment, each.kpi, each.unit, each.stage, each.ageMs], 5),
  );
}

/** What agents could not hold: from now on fewer units of these experiments are counted. */
export async function addThinned(client: Queryable, thinned: readonly Thinned[]): Promise<void> {
  if (thinned.length === 0) return;
  await client.query(
    `insert into hormesis.thinned as known (experiment_id, units_below, events_below)
     select experiment_id, min(told.units_below), min(told.events_below)
       from unnest($1::text[], $2::text[], $3::text[]) as told (experiment_id, units_below, events_below)
       join hormesis.experiments using (experiment_id)
      group by 1 order by 1
     on conflict (experiment_id) do update set
       units_below = least(known.units_below, excluded.units_below), events_below = least(known.events_below, excluded.events_below)`,
    columns(thinned, (each) => [each.experiment, each.sampleBelow ?? null, each.eventsBelow ?? null], 3),
  );
}

/** Counts for each instance what its reports held that could not be counted. Each reason of an instance comes once. */
export async function addDropped(
  client: Queryable,
  dropped: readonly { instance: string; reason: string; count: number }[],
): Promise<void> {
  if (dropped.length === 0) return;
  await client.query(
    `update hormesis.agents as known set dropped = known.dropped || more.counts
       from (select instance, jsonb_object_agg(reason, coalesce((dropped ->> reason)::bigint, 0) + told.count) as counts
               from unnest($1::text[], $2::text[], $3::bigint[]) as told (instance, reason, count)
               join hormesis.agents using (instance) group by instance) as more
      where known.instance = more.instance`,
    columns(dropped, (each) => [each.instance, each.reason, each.count], 3),
  );
}

/** Requests of the arms, in total and for the last seconds. Rows are taken in one order, so that two reports never wait for each other. */
export async function addRequests(client: Queryable, paths: readonly PathSum[]): Promise<void> {
  const inArms = paths.filter((each) => each.experiment !== null && each.arm !== null);
  if (inArms.length === 0) return;
  const cells = (each: PathSum) => [each.experiment, each.stage ?? 0, each.arm, each.requests, each.failed];
  const values = columns(inArms, (each) => [...cells(each), failingUnitsOf(each)], 6);
  const told = `unnest($1::text[], $2::int[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[])
         as told (experiment_id, stage, arm, requests, failed, failing_units)
       join (select experiment_id from hormesis.experiments) as known_experiments using (experiment_id)`;
  const sums = client.query(
    `insert into hormesis.request_sums as known (experiment_id, stage, arm, requests, failed)
     select experiment_id, told.stage, arm, sum(requests), sum(failed) from ${told} group by 1, 2, 3 order by 1, 2, 3
     on conflict (experiment_id, stage, arm)
       do update set requests = known.requests + excluded.requests, failed = known.failed + excluded.failed`,
    values,
  );
  const recent = client.query(
    `insert into hormesis.recent_requests as known (experiment_id, arm, bucket, requests, failed, failing_units)
     select experiment_id, arm, date_bin('2 seconds', clock_timestamp(), 'epoch'), sum(requests), sum(failed), sum(failing_units)
       from ${told} group by 1, 2 order by 1, 2
     on conflict (experiment_id, arm, bucket)
       do update set requests = known.requests + excluded.requests, failed = known.failed + excluded.failed,
         failing_units = known.failing_units + excluded.failing_units`,
    values,
  );
  await Promise.all([sums, recent]);
}

/** An agent that does not tell the units tells the requests: each stands for itself. */
function failingUnitsOf({ failed, failingUnits }: PathSum): number {
  return failingUnits ?? failed;
}

/** Requests outside any experiment: what is usual on a path, and who is hit by one that spills over. */
export async function addFreeRequests(client: Queryable, paths: readonly PathSum[]): Promise<void> {
  const free = paths.filter((each) => each.experiment === null);
  if (free.length === 0) return;
  await client.query(
    `insert into hormesis.free_requests as known (path_name, bucket, requests, failed, failing_units)
     select path_name, date_bin('2 seconds', clock_timestamp(), 'epoch'), sum(requests), sum(failed), sum(failing_units)
       from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) as told (path_name, requests, failed, failing_units)
      group by 1 order by 1
     on conflict (path_name, bucket)
       do update set requests = known.requests + excluded.requests, failed = known.failed + excluded.failed,
         failing_units = known.failing_units + excluded.failing_units`,
    columns(free, (each) => [each.path, each.requests, each.failed, failingUnitsOf(each)], 4),
  );
}

/** Requests with an injection, by service. */
export async function addInjectedRequests(client: Queryable, calls: readonly GroupCalls[]): Promise<void> {
  const injected = calls.filter((each) => each.experiment !== null && each.arm !== null && each.injected > 0);
  if (injected.length === 0) return;
  await client.query(
    `insert into hormesis.recent_injections as known (experiment_id, service, bucket, requests)
     select experiment_id, service, date_bin('2 seconds', clock_timestamp(), 'epoch'), sum(requests)
       from unnest($1::text[], $2::text[], $3::bigint[]) as told (experiment_id, service, requests)
       join (select experiment_id from hormesis.experiments) as known_experiments using (experiment_id)
      group by 1, 2 order by 1, 2
     on conflict (experiment_id, service, bucket) do update set requests = known.requests + excluded.requests`,
    columns(injected, (each) => [each.experiment, each.service, each.injectedRequests], 3),
  );
}

/**
 * Calls of call groups inside experiments: one row for all instances of a service, under the service's name in the column
 * `instance`. Rows of single instances, which earlier versions wrote, are read beside them.
 */
export async function addCalls(client: Queryable, calls: readonly GroupCalls[]): Promise<void> {
  const inArms = calls.filter((each) => each.experiment !== null && each.arm !== null);
  if (inArms.length === 0) return;
  await client.query(
    `insert into hormesis.call_sums as known (experiment_id, stage, arm, call_group, instance, service, calls, failures, injected, skipped,
       absorbed_fallback, absorbed_retry, absorbed_handler, visible, opened, rejected, timed_out, fallbacks)
     select experiment_id, told.stage, arm, call_group, service, service, calls, failures, injected, skipped,
            absorbed_fallback, absorbed_retry, absorbed_handler, visible, opened, rejected, timed_out, fallbacks
       from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[],
              $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::text[])
         as told (experiment_id, stage, arm, call_group, calls, failures, injected, skipped, absorbed_fallback, absorbed_retry, absorbed_handler,
              visible, opened, rejected, timed_out, fallbacks, service)
       join (select experiment_id from hormesis.experiments) as known_experiments using (experiment_id)
      order by 1, 2, 3, 4, 5
     on conflict (experiment_id, stage, arm, call_group, instance) do update set
       calls = known.calls + excluded.calls, failures = known.failures + excluded.failures, injected = known.injected + excluded.injected,
       skipped = known.skipped + excluded.skipped, absorbed_fallback = known.absorbed_fallback + excluded.absorbed_fallback,
       absorbed_retry = known.absorbed_retry + excluded.absorbed_retry, absorbed_handler = known.absorbed_handler + excluded.absorbed_handler,
       visible = known.visible + excluded.visible, opened = known.opened + excluded.opened, rejected = known.rejected + excluded.rejected,
       timed_out = known.timed_out + excluded.timed_out, fallbacks = known.fallbacks + excluded.fallbacks`,
    columns(inArms, callCells, 17),
  );
}

function callCells(sum: GroupCalls): unknown[] {
  return [
    sum.experiment,
    sum.stage,
    sum.arm,
    sum.callGroup,
    sum.calls,
    sum.failures,
    sum.injected,
    sum.skipped,
    sum.fallback,
    sum.retry,
    sum.handler,
    sum.visible,
    sum.opened,
    sum.rejected,
    sum.timedOut,
    sum.fallbacks,
    sum.service,
  ];
}

/** Treatment calls of single instances to what is failed. Returns these rows as they stand now. */
export async function addInstanceCalls(client: Queryable, rows: readonly InstanceCalls[]): Promise<InstanceCalls[]> {
  if (rows.length === 0) return [];
  const result = await client.query<InstanceCalls>(
    `insert into hormesis.instance_calls as known (experiment_id, stage, call_group, instance, calls, injected)
     select experiment_id, told.stage, call_group, instance, sum(told.calls), sum(told.injected)
       from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
         as told (experiment_id, stage, call_group, instance, calls, injected)
       join (select experiment_id from hormesis.experiments) as known_experiments using (experiment_id)
      group by 1, 2, 3, 4 order by 1, 2, 3, 4
     on conflict (experiment_id, stage, call_group, instance)
       do update set calls = known.calls + excluded.calls, injected = known.injected + excluded.injected
     returning experiment_id as experiment, stage, call_group as "callGroup", instance, calls, injected`,
    columns(rows, (each) => [each.experiment, each.stage, each.callGroup, each.instance, each.calls, each.injected], 6),
  );
  return result.rows;
}

/** Rows as one array per column, the way `unnest` takes them. */
export function columns<Row>(rows: readonly Row[], cells: (row: Row) => unknown[], width: number): unknown[][] {
  const result: unknown[][] = Array.from({ length: width }, () => []);
  for (const row of rows) cells(row).forEach((cell, index) => void result[index]?.push(cell));
  return result;
}
