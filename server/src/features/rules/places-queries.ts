import type { Queryable } from '../../platform/database.ts';

/** An instance that told how others reach it, and perhaps where it is. */
export interface Located {
  readonly service: string;
  readonly address: string;
  readonly region: string | null;
  readonly zone: string | null;
  readonly connected: boolean;
  /** It went away within the last minute: calls to it go on for a while. */
  readonly justAway: boolean;
  /** When it first said hello, milliseconds since 1970: a link that comes back is no new life. */
  readonly beganMs: number;
  /** When it was last heard, milliseconds since 1970; null while it is connected. */
  readonly lastHeardMs: number | null;
}

export interface LocatedFleet {
  readonly instances: readonly Located[];
  /** Call groups that were called within the hour. */
  readonly callGroups: readonly string[];
}

/**
 * Instances with an address, also those that went away within the hour and those that do not say where they are: both may
 * still serve at it, so both may dispute. Where no agent tells an address, as in most fleets, this is one look into an empty
 * index.
 */
export async function readLocated(client: Queryable): Promise<LocatedFleet> {
  const located = await client.query<Located>(
    `select service, address, region, zone, connected_to is not null as connected,
            connected_to is null and last_seen_at > clock_timestamp() - interval '1 minute' as "justAway",
            (extract(epoch from first_seen_at) * 1000)::float8 as "beganMs",
            case when connected_to is null then (extract(epoch from last_seen_at) * 1000)::float8 end as "lastHeardMs"
       from hormesis.agents cross join lateral jsonb_array_elements_text(addresses) as address
      where addresses <> '[]'
        and (connected_to is not null or last_seen_at > clock_timestamp() - interval '1 hour')
      order by address, (connected_to is null), first_seen_at desc, instance`,
  );
  if (located.rows.length === 0) return { instances: [], callGroups: [] };
  const called = await client.query<{ call_group: string }>(
    `select call_group from hormesis.call_groups where last_seen_at > clock_timestamp() - interval '1 hour' order by 1`,
  );
  return { instances: located.rows, callGroups: called.rows.map((row) => row.call_group) };
}
