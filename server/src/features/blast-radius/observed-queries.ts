import type { Queryable } from '../../platform/database.ts';
import type { LastStage, ObservedCalls, ObservedPath } from './observed-path.ts';
import { mayMean } from './predict.ts';

/**
 * What was observed of a path and the fleet over the last hour, by the database's clock; of all call groups the names, and
 * the rates of those that `failed` may mean.
 */
export async function readObserved(
  client: Queryable,
  path: string,
  entryServices: readonly string[],
  failed: readonly string[],
): Promise<ObservedPath> {
  const [traffic, baseline, lastStage, calls, agents] = await Promise.all([
    readTraffic(client, path, entryServices),
    readBaseline(client, path),
    readLastStage(client, path),
    readCalls(client, failed),
    readAgents(client),
  ]);
  return { ...traffic, baseline, lastStage, calls, agents };
}

// The rate is the larger of the hour's and the last full minute's: traffic that rises is not predicted too small.
const PER_SECOND = (what: string) => `greatest(
    sum(${what}) / greatest(1, extract(epoch from clock_timestamp() - min(bucket))),
    sum(${what}) filter (where bucket >= date_bin('10 seconds', clock_timestamp(), 'epoch') - interval '1 minute'
                           and bucket < date_bin('10 seconds', clock_timestamp(), 'epoch')) / 60, 0)::float8`;

/** A path without a request was observed as long as an agent of its entries is connected. */
async function readTraffic(
  client: Queryable,
  path: string,
  entryServices: readonly string[],
): Promise<Pick<ObservedPath, 'seconds' | 'requestsPerSecond'>> {
  const result = await client.query<{ per_second: number; seconds: number | null; connected: number | null }>(
    `select ${PER_SECOND('requests')} as per_second,
            extract(epoch from clock_timestamp() - min(bucket))::float8 as seconds,
            (select extract(epoch from clock_timestamp() - min(connected_at))::float8 from hormesis.agents
              where service = any($2) and connected_to is not null) as connected
       from hormesis.path_rates where path_name = $1 and bucket > clock_timestamp() - interval '1 hour'`,
    [path, entryServices],
  );
  const [row] = result.rows;
  const seconds = row?.seconds ?? row?.connected ?? 0;
  return { seconds: Math.min(3_600, Math.max(0, seconds)), requestsPerSecond: row?.per_second ?? 0 };
}

/** What an experiment broke for everybody is not usual: the time of halted ones, and half a minute after, is left out. */
async function readBaseline(client: Queryable, path: string): Promise<ObservedPath['baseline']> {
  const result = await client.query<{ requests: number; failed: number }>(
    `select coalesce(sum(requests), 0)::bigint as requests, coalesce(sum(failed), 0)::bigint as failed
       from hormesis.free_requests as free
      where path_name = $1 and bucket > clock_timestamp() - interval '1 hour'
        and not exists (select 1 from hormesis.experiments as halted
                         where halted.path_name = $1 and halted.state = 'halted'
                           and free.bucket between halted.started_at and halted.ended_at + interval '30 seconds')`,
    [path],
  );
  return result.rows[0] ?? { requests: 0, failed: 0 };
}

/** Outside experiments nobody counts units. Where they were sampled, one stands for several. */
async function readLastStage(client: Queryable, path: string): Promise<LastStage | null> {
  const result = await client.query<{
    units: number;
    requests: number;
    traffic_ppm: number;
    units_below: string | null;
  }>(
    `with last as (
       select experiment_id, plan, units_below from hormesis.experiments
        where path_name = $1 and population = 'live' and started_at > clock_timestamp() - interval '30 days'
          and exists (select 1 from hormesis.exposures where exposures.experiment_id = experiments.experiment_id)
        order by started_at desc limit 1)
     select units, requests, units_below, (plan->'ramp'->'stages'->stage->>'trafficPpm')::int as traffic_ppm
       from last
      cross join lateral (
            select stage, sum(requests)::bigint as requests from hormesis.request_sums
             where request_sums.experiment_id = last.experiment_id and arm in ('treatment', 'control') group by stage) as asked
      -- Of this experiment alone: a start waits for it, and everything that changes rules waits for a start.
      cross join lateral (
            select count(*) as units from hormesis.exposures
             where exposures.experiment_id = last.experiment_id and exposures.stage = asked.stage) as seen
      where units > 0
      order by requests desc limit 1`,
    [path],
  );
  const [row] = result.rows;
  if (!row) return null;
  const oneIn = row.units_below === null ? 1 : 2 ** 64 / Number(`0x${row.units_below}`);
  return {
    units: row.units * oneIn,
    requests: row.requests,
    poolShare: Math.min(1, (2 * row.traffic_ppm) / 1_000_000),
  };
}

/**
 * In a large fleet the hour has half a million rows, and a start, for which all changes of rules wait, would take as long
 * as adding them up: so the names come from where each is once, and rates are added up of a few.
 */
async function readCalls(client: Queryable, failed: readonly string[]): Promise<ObservedCalls[]> {
  const names = await client.query<{ call_group: string }>(
    `select call_group from hormesis.call_groups where last_seen_at > clock_timestamp() - interval '1 hour' order by 1`,
  );
  const called = names.rows.map((row) => row.call_group);
  const meant = called.filter((callGroup) => failed.some((each) => mayMean(each, callGroup)));
  const rates = await client.query<{ callGroup: string; perSecond: number }>(
    `select call_group as "callGroup", ${PER_SECOND('calls')} as "perSecond"
       from hormesis.call_rates where call_group = any($1) and bucket > clock_timestamp() - interval '1 hour'
      group by call_group`,
    [meant],
  );
  const perSecond = new Map(rates.rows.map((row) => [row.callGroup, row.perSecond]));
  return called.map((callGroup) => ({ callGroup, perSecond: perSecond.get(callGroup) ?? 0 }));
}

/** Agents that were away for a moment, as in a deployment, come back: where they were seen in the last hour counts. */
async function readAgents(client: Queryable): Promise<ObservedPath['agents']> {
  const result = await client.query<{ service: string; region: string | null; zone: string | null }>(
    `select distinct service, region, zone from hormesis.agents
      where connected_to is not null or last_seen_at > clock_timestamp() - interval '1 hour' order by 1, 2, 3`,
  );
  return result.rows;
}
