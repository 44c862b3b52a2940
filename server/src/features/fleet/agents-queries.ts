import type { ActiveExperiment, Hello } from '@hormesis/contract/agent-link.ts';
import type { AgentView } from '@hormesis/contract/topology.ts';
import type { Queryable } from '../../platform/database.ts';
import { RESIDUE_OF_AGENT } from './residue-queries.ts';

interface AgentRow {
  instance: string;
  service: string;
  version: string;
  runtime: string;
  zone: string | null;
  region: string | null;
  unsupported: string[];
  connected_to: string | null;
  connected_at: Date | null;
  last_seen_at: Date;
  revision: number;
  active: ActiveExperiment[];
  counters: Record<string, number>;
  dropped: Record<string, number>;
  residue: ActiveExperiment[];
}

/** An agent said hello to the process `boot`. */
export async function saveHello(client: Queryable, hello: Hello, boot: string): Promise<void> {
  await client.query(
    `insert into hormesis.agents (instance, service, version, runtime, zone, region, unsupported, connected_to, addresses, connected_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp())
     on conflict (instance) do update set service = excluded.service, version = excluded.version, runtime = excluded.runtime, zone = excluded.zone,
       region = excluded.region, addresses = excluded.addresses, unsupported = excluded.unsupported, connected_to = excluded.connected_to, connected_at = excluded.connected_at,
       last_seen_at = clock_timestamp()`,
    [
      hello.instance,
      hello.service,
      hello.version,
      hello.runtime,
      hello.zone,
      hello.region,
      JSON.stringify(hello.unsupported),
      boot,
      JSON.stringify(hello.addresses ?? []),
    ],
  );
}

/** The link of an agent to `boot` closed. */
export async function saveGoodbye(client: Queryable, instance: string, boot: string): Promise<void> {
  await client.query(
    'update hormesis.agents set connected_to = null, last_seen_at = clock_timestamp() where instance = $1 and connected_to = $2',
    [instance, boot],
  );
}

/**
 * Forgets connections to processes that are gone, and those that fell silent without a word. Whose row somebody writes at
 * this moment is not silent: waiting for it, and holding others meanwhile, could end in a circle of locks.
 */
export async function forgetSilent(client: Queryable): Promise<void> {
  await client.query(
    `update hormesis.agents set connected_to = null
      where instance in (
        select instance from hormesis.agents
         where connected_to is not null
           and (last_seen_at < clock_timestamp() - interval '30 seconds'
             or not exists (select 1 from hormesis.replicas
                             where boot = connected_to and seen_at > clock_timestamp() - interval '6 seconds'))
           for update skip locked)`,
  );
}

interface AgentsWanted {
  /** Text in service, instance, zone or region; empty finds all. */
  readonly find?: string | undefined;
  readonly line?: 'connected' | 'away' | undefined;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

/** Connected agents, then those that went away within the last ten minutes; and how many there are beyond the limit. */
export async function listAgents(
  client: Queryable,
  { find = '', line, limit, offset = 0 }: AgentsWanted = {},
): Promise<{ items: AgentView[]; total: number }> {
  const wanted = `(connected_to is not null or last_seen_at > clock_timestamp() - interval '10 minutes')
    and ($1::text is null or (connected_to is not null) = ($1 = 'connected'))
    and ($2 = '' or strpos(lower(concat_ws(' ', service, instance, zone, region)), lower($2)) > 0)`;
  const [result, counted] = await Promise.all([
    client.query<AgentRow>(
      `select instance, service, version, runtime, zone, region, unsupported, connected_to, connected_at, last_seen_at, revision, active, counters, dropped,
              ${RESIDUE_OF_AGENT} as residue
         from hormesis.agents as agents where ${wanted}
        order by (connected_to is null), service, instance limit $3 offset $4`,
      [line ?? null, find, limit ?? null, offset],
    ),
    client.query<{ total: number }>(`select count(*) as total from hormesis.agents where ${wanted}`, [
      line ?? null,
      find,
    ]),
  ]);
  return { items: result.rows.map(viewOf), total: counted.rows[0]?.total ?? 0 };
}

function viewOf(row: AgentRow): AgentView {
  return {
    instance: row.instance,
    service: row.service,
    version: row.version,
    runtime: row.runtime,
    zone: row.zone,
    region: row.region,
    connected: row.connected_to !== null,
    connectedAt: row.connected_at?.toISOString() ?? null,
    lastSeenAt: row.last_seen_at.toISOString(),
    revision: row.revision,
    activeRules: row.active.reduce((sum, each) => sum + each.rules, 0),
    inFlight: row.active.reduce((sum, each) => sum + each.inFlight, 0),
    unsupported: row.unsupported,
    // What the agent counted, and what the control plane could not count of what it told.
    counters: { ...row.counters, ...row.dropped },
    residue: row.residue,
  };
}

interface ConnectedAgent {
  service: string;
  unsupported: string[];
  region: string | null;
  zone: string | null;
  /** It told how others reach it: calls to it are known to go to its place. */
  located: boolean;
}

/** The agents that are connected to any replica, as far as limits ask about them. */
export async function connectedAgents(client: Queryable): Promise<ConnectedAgent[]> {
  const result = await client.query<ConnectedAgent>(
    `select service, unsupported, region, zone, addresses <> '[]' as located from hormesis.agents where connected_to is not null`,
  );
  return result.rows;
}

/** The regions of each service's agents, also of those that are away: a row is kept for a day after its agent was last seen. */
export async function regionsLastSeen(client: Queryable): Promise<{ service: string; region: string | null }[]> {
  const result = await client.query<{ service: string; region: string | null }>(
    'select distinct service, region from hormesis.agents',
  );
  return result.rows;
}
