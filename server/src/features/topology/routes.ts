import type { Topology } from '@hormesis/contract/topology.ts';
import { Router } from 'express';
import type { Database, Queryable } from '../../platform/database.ts';
import { handler } from '../../platform/http.ts';
import { allow } from '../../platform/identity.ts';

/** `GET /topology`: the services and call groups that reports have shown. */
export function topologyRoutes(database: Database): Router {
  const router = Router();
  router.get(
    '/topology',
    allow('viewer'),
    handler(async (_request, response) => {
      response.json(await readTopology(database));
    }),
  );
  return router;
}

async function readTopology(client: Queryable): Promise<Topology> {
  const [services, callGroups] = await Promise.all([
    client.query<{ service: string; instances: number; last_seen_at: Date }>(
      `select service, count(*) filter (where connected_to is not null) as instances, max(last_seen_at) as last_seen_at
         from hormesis.agents group by service order by service`,
    ),
    client.query<{ call_group: string; calls: number; failures: number; per_second: number; last_seen_at: Date }>(
      `select known.call_group, known.calls, known.failures, known.last_seen_at,
              coalesce((select sum(recent.calls) from hormesis.call_rates as recent
                         where recent.call_group = known.call_group and recent.bucket > clock_timestamp() - interval '1 minute'), 0)::float8 / 60 as per_second
         from hormesis.call_groups as known order by known.call_group`,
    ),
  ]);
  return {
    services: services.rows.map((row) => ({
      service: row.service,
      instances: row.instances,
      lastSeenAt: row.last_seen_at.toISOString(),
    })),
    callGroups: callGroups.rows.map((row) => ({
      callGroup: row.call_group,
      calls: row.calls,
      failures: row.failures,
      callsPerSecond: row.per_second,
      lastSeenAt: row.last_seen_at.toISOString(),
    })),
  };
}
