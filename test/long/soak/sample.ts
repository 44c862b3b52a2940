import pg from 'pg';
import { probe, type SoakFleet } from './fleet.ts';
import type { Probed } from './probe.ts';

/** The whole fleet at rest, after garbage collection. */
export interface Sample {
  /** Experiments ended until now: what growth is measured against. */
  readonly experiments: number;
  readonly processes: Readonly<Record<string, Probed>>;
  readonly agentsConnected: number;
  /** Calls being failed, by the agents' own word to the control plane. */
  readonly inFlight: number;
  /** Who is connected to the database beside the one that asks, and what each asked last. */
  readonly databaseConnections: readonly string[];
}

export async function takeSample(fleet: SoakFleet, experiments: number): Promise<Sample> {
  const agents = await fleet.house.agents();
  const processes: Record<string, Probed> = {};
  for (const [name, spawned] of Object.entries(fleet.processes)) processes[name] = await probe(spawned);
  return {
    experiments,
    processes,
    agentsConnected: agents.filter(({ connected }) => connected).length,
    inFlight: agents.reduce((sum, agent) => sum + agent.inFlight, 0),
    databaseConnections: await connectionsTo(fleet.house.database.url),
  };
}

/** Clients only: autovacuum comes once a minute and is in a database for some milliseconds as well. */
const ASKED = `select application_name as name, state, query from pg_stat_activity
  where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`;

async function connectionsTo(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; state: string; query: string }>(ASKED);
    return rows.map(({ name, state, query }) => `${name}, ${state}: ${query}`);
  } finally {
    await client.end();
  }
}

/** One line for whoever watches. */
export function lineOf({ experiments, processes, databaseConnections, inFlight }: Sample): string {
  const each = Object.entries(processes).map(
    ([name, { heapUsedBytes, rssBytes, objects, resources }]) =>
      `${name} ${(heapUsedBytes / 1e6).toFixed(2)} MB heap ${Math.round(rssBytes / 1e6)} rss ` +
      `${objects.Timeout} timers ${objects.Socket} sockets ${objects.AbortSignal} signals ${sum(resources)} resources`,
  );
  return `${experiments} experiments | ${each.join(' | ')} | ${databaseConnections.length} connections | ${inFlight} in flight`;
}

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((total, each) => total + each, 0);
