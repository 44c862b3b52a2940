import type { Queryable } from '../../platform/database.ts';

/** Less than this was observed: the first seconds of a service say nothing about its minutes. */
const LEAST_OBSERVED_MINUTES = 1;

/** Requests a minute at the entries of `path` over the last hour, or since it was first observed within it; null when that is less than a minute. */
export async function requestsPerMinute(client: Queryable, path: string): Promise<number | null> {
  const result = await client.query<{ requests: number; minutes: number | null }>(
    `select coalesce(sum(requests), 0)::float8 as requests, extract(epoch from clock_timestamp() - min(bucket))::float8 / 60 as minutes
       from hormesis.path_rates where path_name = $1 and bucket > clock_timestamp() - interval '1 hour'`,
    [path],
  );
  const row = result.rows[0];
  if (!row || row.minutes === null || row.minutes < LEAST_OBSERVED_MINUTES) return null;
  return row.requests / row.minutes;
}
