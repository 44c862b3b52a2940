import type { Queryable } from '../../platform/database.ts';

/** An instance that told where it is and how others reach it. */
export interface Located {
  readonly service: string;
  readonly address: string;
  readonly region: string | null;
  readonly zone: string | null;
  readonly connected: boolean;
}

export interface LocatedFleet {
  readonly instances: readonly Located[];
  /** Call groups that were called within the hour. */
  readonly callGroups: readonly string[];
}

/**
 * Instances with an address, also those that went away within the hour: calls to them go on for a while. Where no agent
 * tells one, as in most fleets, this is one look into an empty index.
 */
export async function readLocated(client: Queryable): Promise<LocatedFleet> {
  const located = await client.query<Located>(
    `select service, address, region, zone, connected_to is not null as connected
       from hormesis.agents cross join lateral jsonb_array_elements_text(addresses) as address
      where addresses <> '[]' and (region is not null or zone is not null)
        and (connected_to is not null or last_seen_at > clock_timestamp() - interval '1 hour')
      order by address, (connected_to is null), connected_at desc, instance`,
  );
  if (located.rows.length === 0) return { instances: [], callGroups: [] };
  const called = await client.query<{ call_group: string }>(
    `select call_group from hormesis.call_groups where last_seen_at > clock_timestamp() - interval '1 hour' order by 1`,
  );
  return { instances: located.rows, callGroups: called.rows.map((row) => row.call_group) };
}
