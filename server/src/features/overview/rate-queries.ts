import type { Queryable } from '../../platform/database.ts';

/** Requests a second at the entries of each path over the last full minute. */
export async function readPathRates(client: Queryable): Promise<Map<string, number>> {
  const result = await client.query<{ path_name: string; per_second: number }>(
    `select path_name, sum(requests)::float8 / 60 as per_second from hormesis.path_rates
      where bucket >= date_bin('10 seconds', clock_timestamp(), 'epoch') - interval '1 minute' and bucket < date_bin('10 seconds', clock_timestamp(), 'epoch')
      group by path_name`,
  );
  return new Map(result.rows.map((row) => [row.path_name, row.per_second]));
}

/** Agents with an open link to any replica. */
export async function countConnected(client: Queryable): Promise<number> {
  const result = await client.query<{ connected: number }>(
    'select count(*) as connected from hormesis.agents where connected_to is not null',
  );
  return result.rows[0]?.connected ?? 0;
}
