import type { Edge } from '@hormesis/contract/agent-link.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Reported } from './ingest.ts';
import { columns } from './ingest-queries.ts';

/** Calls of one call group from one place into another; an empty text: nobody says. */
interface PlaceRate {
  readonly callGroup: string;
  readonly from: readonly [region: string, zone: string];
  readonly to: readonly [region: string, zone: string];
  calls: number;
  failures: number;
}

/** Adds up what instances say of calls whose callee's place they know, before the database hears of it. */
export function sumEdges(reports: readonly Reported[]): PlaceRate[] {
  const sums = new Map<string, PlaceRate>();
  for (const { reporter, report } of reports) {
    const { region = null, zone = null } = reporter.place ?? {};
    for (const edge of report.edges ?? []) add(sums, [region ?? '', zone ?? ''], edge);
  }
  return [...sums.values()];
}

function add(sums: Map<string, PlaceRate>, from: PlaceRate['from'], edge: Edge): void {
  const { callGroup, calls, failures } = edge;
  const to = [edge.region ?? '', edge.zone ?? ''] as const;
  const key = JSON.stringify([callGroup, from, to]);
  const known = sums.get(key);
  if (!known) sums.set(key, { callGroup, from, to, calls, failures });
  else {
    known.calls += calls;
    known.failures += failures;
  }
}

/** In buckets of ten seconds, in one order, so that two batches never wait for each other. */
export async function addPlaceRates(client: Queryable, rates: readonly PlaceRate[]): Promise<void> {
  if (rates.length === 0) return;
  await client.query(
    `insert into hormesis.place_rates as known
       (call_group, from_region, from_zone, to_region, to_zone, bucket, calls, failures)
     select call_group, from_region, from_zone, to_region, to_zone, date_bin('10 seconds', clock_timestamp(), 'epoch'), calls, failures
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[])
         as told (call_group, from_region, from_zone, to_region, to_zone, calls, failures)
      order by 1, 2, 3, 4, 5
     on conflict (bucket, call_group, from_region, from_zone, to_region, to_zone)
       do update set calls = known.calls + excluded.calls, failures = known.failures + excluded.failures`,
    columns(rates, (each) => [each.callGroup, ...each.from, ...each.to, each.calls, each.failures], 7),
  );
}
