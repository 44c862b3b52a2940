import type { Queryable } from '../../platform/database.ts';
import { columns } from './ingest-queries.ts';
import type { Rate } from './traffic.ts';

/** Requests of paths, inside and outside experiments, in buckets of ten seconds. */
export async function addPathRates(client: Queryable, rates: ReadonlyMap<string, Rate>): Promise<void> {
  if (rates.size === 0) return;
  await client.query(
    `insert into hormesis.path_rates as known (path_name, bucket, requests, failed)
     select path_name, date_bin('10 seconds', clock_timestamp(), 'epoch'), requests, failed
       from unnest($1::text[], $2::bigint[], $3::bigint[]) as told (path_name, requests, failed) order by 1
     on conflict (path_name, bucket) do update set requests = known.requests + excluded.requests, failed = known.failed + excluded.failed`,
    cellsOf(rates),
  );
}

/** Calls of call groups, inside and outside experiments: in buckets, and in all. */
export async function addCallRates(client: Queryable, rates: ReadonlyMap<string, Rate>): Promise<void> {
  if (rates.size === 0) return;
  const values = cellsOf(rates);
  const told = 'unnest($1::text[], $2::bigint[], $3::bigint[]) as told (call_group, calls, failures)';
  const buckets = client.query(
    `insert into hormesis.call_rates as known (call_group, bucket, calls, failures)
     select call_group, date_bin('10 seconds', clock_timestamp(), 'epoch'), calls, failures from ${told} order by 1
     on conflict (call_group, bucket) do update set calls = known.calls + excluded.calls, failures = known.failures + excluded.failures`,
    values,
  );
  const inAll = client.query(
    `insert into hormesis.call_groups as known (call_group, caller, calls, failures)
     select call_group, split_part(call_group, '>', 1), calls, failures from ${told} order by 1
     on conflict (call_group) do update set calls = known.calls + excluded.calls, failures = known.failures + excluded.failures,
       last_seen_at = clock_timestamp()`,
    values,
  );
  await Promise.all([buckets, inAll]);
}

function cellsOf(rates: ReadonlyMap<string, Rate>): unknown[][] {
  return columns([...rates], ([name, { count, failed }]) => [name, count, failed], 3);
}
