import type { SparedRequests, Surroundings } from '@hormesis/contract/surroundings.ts';
import type { Queryable } from '../../platform/database.ts';

/** What goes on around the arms of the experiment `id` on a path, by the database's clock. */
export async function readSurroundings(
  client: Queryable,
  { id, path, startedAt }: { id: string; path: string; startedAt: Date },
): Promise<Surroundings> {
  const [control, free, injectedRequests, injectedAt, injectedIn, openBreakers] = await Promise.all([
    readControl(client, id),
    readFree(client, path, startedAt),
    readInjectedRequests(client, id),
    readInjectedAt(client, id),
    readInjectedIn(client, id),
    readOpenBreakers(client, id),
  ]);
  return { control, free, injectedRequests, injectedAt, injectedIn, openBreakers };
}

const SUMS = `coalesce(sum(requests), 0)::bigint as requests, coalesce(sum(failed), 0)::bigint as failed,
            coalesce(sum(failing_units), 0)::bigint as "failingUnits"`;
const NOBODY: SparedRequests = { requests: 0, failed: 0, failingUnits: 0 };

async function readControl(client: Queryable, id: string): Promise<SparedRequests> {
  const result = await client.query<SparedRequests>(
    `select ${SUMS} from hormesis.recent_requests
      where experiment_id = $1 and arm = 'control' and bucket > clock_timestamp() - interval '10 seconds'`,
    [id],
  );
  return result.rows[0] ?? NOBODY;
}

/** Since the start only: what an experiment before this one did to free traffic is not this one's. */
async function readFree(client: Queryable, path: string, startedAt: Date): Promise<SparedRequests> {
  const result = await client.query<SparedRequests>(
    `select ${SUMS} from hormesis.free_requests
      where path_name = $1 and bucket > clock_timestamp() - interval '10 seconds' and bucket >= $2`,
    [path, startedAt],
  );
  return result.rows[0] ?? NOBODY;
}

/** A request may meet faults in several services and is counted in each: the largest count is the nearest to requests. */
async function readInjectedRequests(client: Queryable, id: string): Promise<number> {
  const result = await client.query<{ requests: number }>(
    `select coalesce(max(requests), 0)::bigint as requests
       from (select sum(requests) as requests from hormesis.recent_injections
              where experiment_id = $1 and bucket > clock_timestamp() - interval '10 seconds' group by service) as by_service`,
    [id],
  );
  return result.rows[0]?.requests ?? 0;
}

async function readInjectedAt(client: Queryable, id: string): Promise<Surroundings['injectedAt']> {
  const result = await client.query<{ callGroup: string; service: string }>(
    `select distinct call_group as "callGroup", service from hormesis.call_sums
      where experiment_id = $1 and injected > 0 order by 1, 2`,
    [id],
  );
  return result.rows;
}

async function readInjectedIn(client: Queryable, id: string): Promise<Surroundings['injectedIn']> {
  const result = await client.query<Surroundings['injectedIn'][number]>(
    `select distinct region, zone, service from hormesis.instance_calls join hormesis.agents using (instance)
      where experiment_id = $1 and injected > 0 and (region is not null or zone is not null) order by 1, 2, 3`,
    [id],
  );
  return result.rows;
}

async function readOpenBreakers(client: Queryable, id: string): Promise<Surroundings['openBreakers']> {
  const result = await client.query<Record<'stage' | 'opened' | 'treatment' | 'control', number> & { group: string }>(
    `select stage, call_group as group, sum(opened)::bigint as opened,
            coalesce(sum(rejected) filter (where arm = 'treatment'), 0)::bigint as treatment,
            coalesce(sum(rejected) filter (where arm = 'control'), 0)::bigint as control
       from hormesis.call_sums where experiment_id = $1
      group by 1, 2 having sum(rejected) filter (where arm in ('treatment', 'control')) > 0 order by 1, 2`,
    [id],
  );
  return result.rows.map(({ stage, group, opened, treatment, control }) => ({
    stage,
    callGroup: group,
    opened,
    rejected: { treatment, control },
  }));
}
