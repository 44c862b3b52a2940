import { randomBytes, randomUUID } from 'node:crypto';
import { type AccessRole, createdToken } from '@hormesis/contract/access.ts';
import { type ExperimentView, experimentView } from '@hormesis/contract/experiment.ts';
import { compose, type Running } from '@hormesis/server/app/compose.ts';
import type { TerminationPlatform } from '@hormesis/server/features/terminations/platform-port.ts';
import { parseNetwork } from '@hormesis/server/features/webhooks/address-policy.ts';
import { type Database, openDatabase } from '@hormesis/server/platform/database.ts';
import { freshDatabase } from '../harness/fresh-database.ts';
import { PATH_AND_SCENARIOS } from './documents.ts';
import { type ScriptedAgent, scriptedAgent } from './scripted-agent.ts';

export interface Answer {
  readonly status: number;
  // Tests read what they expect to be there.
  // biome-ignore lint/suspicious/noExplicitAny: the body of any route
  readonly body: any;
}

export interface Asking {
  readonly token?: string | null;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is instead of JSON. */
  readonly raw?: string;
}

/** A control plane inside this process on a database of its own, with one path, some scenarios and helpers. */
export interface Plane {
  readonly running: Running;
  readonly url: string;
  readonly adminToken: string;
  readonly agentToken: string;
  /** Goes to the database directly, whatever lies between it and the control plane. */
  readonly database: Database;
  get(path: string, asking?: Asking): Promise<Answer>;
  post(path: string, body?: unknown, asking?: Asking): Promise<Answer>;
  tokenOf(role: AccessRole, name?: string): Promise<string>;
  agent(
    service: string,
    options?: { instance?: string; unsupported?: string[]; halted?: string[]; region?: string },
  ): Promise<ScriptedAgent>;
  /** Starts a scenario and gives its id. */
  start(scenario: string, trafficPpm?: number): Promise<string>;
  view(id: string): Promise<ExperimentView>;
  /** Another replica on the same database with the same tokens. */
  replica(): Promise<Running>;
  stop(): Promise<void>;
}

export interface PlaneOptions {
  /** Puts something between the control plane and its database. */
  through?(databaseUrl: string): Promise<{ readonly url: string; stop(): Promise<void> }>;
  readonly scenarios?: string;
  readonly prometheusUrl?: string;
  /** What terminations find, besides nothing. */
  readonly platforms?: readonly TerminationPlatform[];
  /** Networks that webhooks may reach; none but public ones if not given. */
  readonly webhookNetworks?: readonly string[];
  /** The folder of the built page. */
  readonly web?: string;
}

export async function startPlane(options: PlaneOptions = {}): Promise<Plane> {
  const fresh = await freshDatabase();
  const between = await options.through?.(fresh.url);
  const [adminToken, agentToken] = [secret(), secret()];
  const config = {
    port: 0,
    host: '127.0.0.1',
    databaseUrl: between?.url ?? fresh.url,
    adminToken,
    agentToken,
    scenarios: options.scenarios ?? null,
    web: options.web ?? null,
    prometheusUrl: options.prometheusUrl ?? null,
    terminations: { platformsFile: null, outageUrl: null, trackerUrl: null },
    webhooks: {
      publicUrl: 'https://hormesis.example',
      networks: (options.webhookNetworks ?? []).flatMap((text) => parseNetwork(text) ?? []),
      pace: { roundMs: 50, timeoutMs: 500, firstRetryMs: 50, longestRetryMs: 400 },
    },
    logLevel: 'silent',
    version: '0.0.0-test',
  };
  const running = await compose(config, options.platforms);
  const replicas: Running[] = [];
  const agents: ScriptedAgent[] = [];
  const database = openDatabase(fresh.url, () => {});
  const ask = (method: string, path: string, body: unknown, asking: Asking = {}) =>
    request(running.url, { method, path, body, adminToken, asking });

  const plane: Plane = {
    running,
    url: running.url,
    adminToken,
    agentToken,
    database,
    get: (path, asking) => ask('GET', path, undefined, asking),
    post: (path, body = {}, asking) => ask('POST', path, body, asking),
    async tokenOf(role, name = role) {
      return createdToken.parse((await plane.post('/access-tokens', { name, role })).body).token;
    },
    async agent(service, { instance = `${service}-${randomBytes(3).toString('hex')}`, ...more } = {}) {
      const agent = await scriptedAgent({ url: running.url, token: agentToken, service, instance, ...more });
      agents.push(agent);
      return agent;
    },
    async start(scenario, trafficPpm) {
      const answer = await plane.post('/experiments', { scenario, ...(trafficPpm ? { trafficPpm } : {}) });
      if (answer.status !== 201) throw new Error(`not started: ${JSON.stringify(answer.body)}`);
      return answer.body.id;
    },
    view: async (id) => experimentView.parse((await plane.get(`/experiments/${id}`)).body),
    async replica() {
      const replica = await compose(config, options.platforms);
      replicas.push(replica);
      return replica;
    },
    async stop() {
      for (const agent of agents) agent.close();
      for (const each of [...replicas, running]) await each.stop();
      await database.close();
      await between?.stop();
      await fresh.drop();
    },
  };
  if (!options.scenarios) await plane.post('/scenarios/apply', { yaml: PATH_AND_SCENARIOS });
  return plane;
}

function secret(): string {
  return `hst_${randomBytes(24).toString('hex')}`;
}

async function request(
  url: string,
  {
    method,
    path,
    body,
    adminToken,
    asking,
  }: { method: string; path: string; body: unknown; adminToken: string; asking: Asking },
): Promise<Answer> {
  const token = asking.token === undefined ? adminToken : asking.token;
  const posted = method === 'POST';
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(posted ? { 'content-type': 'application/json', 'idempotency-key': asking.key ?? randomUUID() } : {}),
      ...asking.headers,
    },
    ...(posted ? { body: asking.raw ?? JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : null };
}
