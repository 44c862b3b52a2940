import type { ServicePlace, Topology } from '@hormesis/contract/topology.ts';
import type { Queryable } from '../../platform/database.ts';

/** A page that watches gets all of it once a second: about a third of a megabyte at these numbers. */
const MOST_SERVICES = 1_000;
const MOST_CALL_GROUPS = 4_000;

/** Whole buckets only, and as many as it takes that agents which report every ten seconds are in them evenly. */
const RATE_SECONDS = 30;
const span = `with span as materialized (
  select date_bin('10 seconds', clock_timestamp(), 'epoch') - interval '${RATE_SECONDS} seconds' as since,
         date_bin('10 seconds', clock_timestamp(), 'epoch') as until)`;

/** The services and call groups of the last day with their present rates. */
export async function readTopology(client: Queryable): Promise<Topology> {
  const [services, callGroups, placeRates, paths] = await Promise.all([
    readServices(client),
    readCallGroups(client),
    readPlaceRates(client),
    readPaths(client),
  ]);
  return {
    services: services.kept,
    callGroups: callGroups.kept,
    placeRates,
    paths,
    omitted: { services: services.omitted, callGroups: callGroups.omitted },
  };
}

interface Kept<T> {
  readonly kept: T[];
  readonly omitted: number;
}

async function readServices(client: Queryable): Promise<Kept<Topology['services'][number]>> {
  const result = await client.query<{
    service: string;
    instances: number;
    places: ServicePlace[] | null;
    last_seen_at: Date;
    known: number;
  }>(
    `with places as (
       select service, region, zone, count(*) filter (where connected_to is not null) as instances,
              max(date_bin('10 seconds', last_seen_at, 'epoch')) as last_seen_at
         from hormesis.agents group by service, region, zone)
     select service, sum(instances)::int as instances, max(last_seen_at) as last_seen_at, count(*) over () as known,
            jsonb_agg(jsonb_build_object('region', region, 'zone', zone, 'instances', instances) order by region, zone)
              filter (where instances > 0) as places
       from places group by service order by sum(instances) desc, service limit $1`,
    [MOST_SERVICES],
  );
  const kept = result.rows.map((row) => ({
    service: row.service,
    instances: row.instances,
    places: row.places ?? [],
    lastSeenAt: row.last_seen_at.toISOString(),
  }));
  return {
    kept: kept.sort((a, b) => (a.service < b.service ? -1 : 1)),
    omitted: (result.rows[0]?.known ?? 0) - kept.length,
  };
}

async function readCallGroups(client: Queryable): Promise<Kept<Topology['callGroups'][number]>> {
  const result = await client.query<{
    call_group: string;
    calls: number;
    failures: number;
    last_seen_at: Date;
    known: number;
  }>(
    `${span}
     select known.call_group, coalesce(recent.calls, 0)::float8 as calls, coalesce(recent.failures, 0)::float8 as failures,
            date_bin('10 seconds', known.last_seen_at, 'epoch') as last_seen_at, count(*) over () as known
       from hormesis.call_groups as known cross join span
       left join lateral (
         select sum(rates.calls) as calls, sum(rates.failures) as failures from hormesis.call_rates as rates
          where rates.call_group = known.call_group and rates.bucket >= span.since and rates.bucket < span.until) as recent on true
      where known.last_seen_at > span.until - interval '1 day'
      order by recent.calls desc nulls last, known.call_group limit $1`,
    [MOST_CALL_GROUPS],
  );
  const kept = result.rows.map((row) => ({
    callGroup: row.call_group,
    callsPerSecond: perSecond(row.calls),
    failuresPerSecond: perSecond(row.failures),
    lastSeenAt: row.last_seen_at.toISOString(),
  }));
  return {
    kept: kept.sort((a, b) => (a.callGroup < b.callGroup ? -1 : 1)),
    omitted: (result.rows[0]?.known ?? 0) - kept.length,
  };
}

async function readPlaceRates(client: Queryable): Promise<Topology['placeRates']> {
  const result = await client.query<
    Record<'call_group' | 'from_region' | 'from_zone' | 'to_region' | 'to_zone', string> &
      Record<'calls' | 'failures', number>
  >(
    `${span}
     select call_group, from_region, from_zone, to_region, to_zone,
            sum(calls)::float8 as calls, sum(failures)::float8 as failures
       from hormesis.place_rates, span where bucket >= since and bucket < until
      group by 1, 2, 3, 4, 5 order by sum(calls) desc limit $1`,
    [MOST_CALL_GROUPS],
  );
  return result.rows.map((row) => ({
    callGroup: row.call_group,
    from: { region: row.from_region || null, zone: row.from_zone || null },
    to: { region: row.to_region || null, zone: row.to_zone || null },
    callsPerSecond: perSecond(row.calls),
    failuresPerSecond: perSecond(row.failures),
  }));
}

async function readPaths(client: Queryable): Promise<Topology['paths']> {
  const result = await client.query<{ path_name: string; requests: number; failed: number }>(
    `${span}
     select path_name, sum(requests)::float8 as requests, sum(failed)::float8 as failed
       from hormesis.path_rates, span where bucket >= since and bucket < until group by path_name order by path_name`,
  );
  return result.rows.map((row) => ({
    path: row.path_name,
    requestsPerSecond: perSecond(row.requests),
    failuresPerSecond: perSecond(row.failed),
  }));
}

/** Two decimals: what is sent whole to every page must not carry fifteen. */
function perSecond(count: number): number {
  return Math.round((100 * count) / RATE_SECONDS) / 100;
}
