import { randomUUID } from 'node:crypto';
import { type ExperimentView, experimentView } from '@hormesis/contract/experiment.ts';
import { type AgentView, agentView } from '@hormesis/contract/topology.ts';
import { type Finished, runCli } from '../../cli/src/testing/run-cli.ts';
import { type ControlPlane, type ControlPlaneOptions, startControlPlane } from './control-plane.ts';
import { freePort } from './free-port.ts';
import { type FreshDatabase, freshDatabase } from './fresh-database.ts';
import type { Spawned } from './spawned.ts';
import { until } from './until.ts';

/** A control plane on a database of its own, and the ways a person and a script speak with it. */
export interface House {
  readonly database: FreshDatabase;
  /** The one that runs now; another process after `restart`. */
  readonly controlPlane: ControlPlane;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: object): Promise<T>;
  /** Keeps YAML documents in the database. */
  apply(...documents: object[]): Promise<void>;
  experiment(id: string): Promise<ExperimentView>;
  agents(): Promise<AgentView[]>;
  /** Waits until this many agents are connected. */
  agentsConnected(count: number): Promise<void>;
  /** Runs the real `hormesis` command to its end. */
  hormesis(...args: string[]): Promise<Finished>;
  /** The same with `--json`, and what it printed. */
  hormesisJson<T>(...args: string[]): Promise<{ exitCode: number | null; told: T }>;
  /** Starts the control plane again at the same address, after it was killed. */
  restart(): Promise<void>;
  /** Stopped together with the house, before the control plane. */
  keep<T extends Pick<Spawned, 'stop'>>(tenant: T): T;
  stop(): Promise<void>;
}

/** `options` are for the control plane's process. */
export async function openHouse(options: Omit<ControlPlaneOptions, 'databaseUrl'> = {}): Promise<House> {
  const database = await freshDatabase();
  const env = { HORMESIS_PORT: String(await freePort()), ...options.env };
  const start = (more: Record<string, string> = {}) =>
    startControlPlane({ ...options, databaseUrl: database.url, env: { ...env, ...more } });
  let controlPlane = await start();
  const { adminToken, agentToken, url } = controlPlane;
  const tenants: Pick<Spawned, 'stop'>[] = [];

  const request = async <T>(path: string, init: RequestInit): Promise<T> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      ...init,
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json', ...init.headers },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${path} was answered ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  };
  const get = <T>(path: string) => request<T>(path, {});
  const post = <T>(path: string, body: object = {}) =>
    request<T>(path, { method: 'POST', body: JSON.stringify(body), headers: { 'idempotency-key': randomUUID() } });
  const agents = async () => (await get<{ items: unknown[] }>('/agents')).items.map((item) => agentView.parse(item));
  const hormesis = (...args: string[]) => runCli(args, { HORMESIS_URL: url, HORMESIS_TOKEN: adminToken });

  return {
    database,
    get controlPlane() {
      return controlPlane;
    },
    get,
    post,
    // JSON is YAML.
    apply: (...documents) =>
      post('/scenarios/apply', { yaml: documents.map((each) => JSON.stringify(each)).join('\n---\n') }),
    experiment: async (id) => experimentView.parse(await get(`/experiments/${id}`)),
    agents,
    async agentsConnected(count) {
      await until(
        `${count} agents`,
        async () => (await agents()).filter((agent) => agent.connected).length === count,
        20_000,
      );
    },
    hormesis,
    async hormesisJson(...args) {
      const { exitCode, stdout, stderr } = await hormesis(...args, '--json');
      if (stdout === '') throw new Error(`hormesis ${args.join(' ')} ended with ${exitCode} and said: ${stderr}`);
      return { exitCode, told: JSON.parse(stdout) };
    },
    async restart() {
      controlPlane = await start({ HORMESIS_ADMIN_TOKEN: adminToken, HORMESIS_AGENT_TOKEN: agentToken });
    },
    keep(tenant) {
      tenants.push(tenant);
      return tenant;
    },
    async stop() {
      await Promise.all(tenants.map((tenant) => tenant.stop()));
      await controlPlane.stop();
      await database.drop();
    },
  };
}
