import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Database, openDatabase } from '@hormesis/server/platform/database.ts';
import { freePort } from '../harness/free-port.ts';
import { askApi } from '../harness/replicas.ts';
import { repositoryFile } from '../harness/service.ts';
import { type Spawned, spawnNode } from '../harness/spawned.ts';
import type { DatabaseServer } from './database-server.ts';
import { OFFERS, path as pathDocument, SCENARIOS, STOCK } from './documents.ts';
import type { Written } from './fleet/journal.ts';
import { FaultyRelay } from './relay.ts';
import { FLEET, LIGHT_PROCESSES, REPLICAS } from './schedule.ts';
import type { Spares } from './spares.ts';

const READY_MS = 120_000;
const LIGHT = { edges: 2, shops: 5 };
export const AGENTS = LIGHT_PROCESSES * (LIGHT.edges + LIGHT.shops) + 2;
const VISIT_EVERY_MS = 40;
export const PEOPLE = ['ada', 'ben', 'cleo'];
const ADMIN = 'hst_admin-of-the-fault-tests';
const AGENT = 'hst_agents-of-the-fault-tests';

/** Three replicas, each with a relay before the database, and a fleet with a relay for each process and replica. */
export class World {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'hormesis-journals-'));
  readonly server: DatabaseServer;
  readonly database: Database;
  readonly #name: string;
  readonly #seed: number;
  readonly #spares: Spares;
  readonly #databaseLines: FaultyRelay[] = [];
  readonly #ports: number[] = [];
  readonly #replicas: (Spawned | null)[] = [];
  /** By process, then by replica. */
  readonly #links: FaultyRelay[][] = [];
  readonly #fleet: (Spawned | null)[] = [];
  readonly tokens: string[] = [];
  #generation = 0;
  #shopPort = 0;
  #visits: NodeJS.Timeout | undefined;

  private constructor(server: DatabaseServer, name: string, url: string, seed: number, spares: Spares) {
    this.server = server;
    this.#name = name;
    this.#seed = seed;
    this.#spares = spares;
    this.database = openDatabase(url, () => {});
  }

  static async open(server: DatabaseServer, seed: number, spares: Spares): Promise<World> {
    const name = `seed_${seed}_${process.pid}`;
    const world = new World(server, name, await server.fresh(name), seed, spares);
    try {
      await world.#start();
    } catch (error) {
      await world.close();
      throw error;
    }
    return world;
  }

  urlOf(replica: number): string {
    return `http://127.0.0.1:${this.#ports[replica]}`;
  }

  replica(place: number): Spawned | null {
    return this.#replicas[place] ?? null;
  }

  process(place: number): Spawned | null {
    return this.#fleet[place] ?? null;
  }

  databaseLine(replica: number): FaultyRelay {
    return this.#databaseLines[replica] as FaultyRelay;
  }

  /** The lines between a process of the fleet and one replica, or all. */
  linksOf(process: number, replica: number | 'all'): FaultyRelay[] {
    return (this.#links[process] ?? []).filter((_, place) => replica === 'all' || place === replica);
  }

  async startReplica(place: number): Promise<void> {
    const url = new URL(this.server.url(this.#name));
    url.port = String(this.databaseLine(place).port);
    this.#replicas[place] = await this.#spares.become('replica', {
      ...{ DATABASE_URL: url.href, HORMESIS_HOST: '127.0.0.1', HORMESIS_PORT: String(this.#ports[place]) },
      ...{ HORMESIS_ADMIN_TOKEN: ADMIN, HORMESIS_AGENT_TOKEN: AGENT, HORMESIS_LOG: 'warn' },
    });
  }

  async endReplica(place: number, how: 'kill9' | 'stop'): Promise<void> {
    const replica = this.#replicas[place];
    this.#replicas[place] = null;
    await replica?.[how]();
  }

  async startProcess(place: number): Promise<void> {
    this.#generation += 1;
    const name = `${place}-${this.#generation}`;
    const urls = (this.#links[place] ?? []).map((relay) => `http://127.0.0.1:${relay.port}`).join(',');
    const env = { FAULTS_JOURNAL: path.join(this.folder, `${name}.jsonl`) };
    this.#fleet[place] = await (place < LIGHT_PROCESSES
      ? this.#startLight(name, urls, env)
      : this.#startReal(place, name, urls, env));
  }

  async endProcess(place: number): Promise<void> {
    const ended = this.#fleet[place];
    this.#fleet[place] = null;
    await ended?.kill9();
  }

  /** One call of the API as a person. */
  ask<T>(replica: number, route: string, asking: { person?: number; body?: object; key?: string; timeoutMs?: number }) {
    const token = asking.person === undefined ? ADMIN : (this.tokens[asking.person] ?? '');
    return askApi<T>(this.urlOf(replica), route, { ...asking, token });
  }

  async apply(...documents: object[]) {
    const yaml = documents.map((each) => JSON.stringify(each)).join('\n---\n');
    return this.ask<unknown>(0, '/scenarios/apply', { body: { yaml } });
  }

  /** What the services wrote down: each process's own lines, in its own order. */
  journals(): Written[][] {
    return readdirSync(this.folder).map((file) => {
      const lines = readFileSync(path.join(this.folder, file), 'utf8').split('\n');
      return lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as Written);
    });
  }

  /** What the replicas that run at the end have said. */
  said(): string {
    return this.#replicas.map((replica, place) => `replica ${place}: ${replica?.output() ?? 'gone'}`).join('\n');
  }

  async close(keepJournals = false): Promise<void> {
    clearInterval(this.#visits);
    await Promise.all([...this.#fleet, ...this.#replicas].map((each) => each?.kill9()));
    await Promise.all([...this.#databaseLines, ...this.#links.flat()].map((relay) => relay.stop()));
    await this.database.close();
    await this.server.statement(`drop database ${this.#name} with (force)`).catch(() => {});
    if (!keepJournals) rmSync(this.folder, { recursive: true, force: true });
  }

  async #start(): Promise<void> {
    this.#shopPort = await freePort();
    for (let place = 0; place < REPLICAS; place += 1) {
      this.#ports.push(await freePort());
      this.#databaseLines.push(await FaultyRelay.to('127.0.0.1', this.server.port));
    }
    for (let place = 0; place < FLEET; place += 1)
      this.#links.push(await Promise.all(this.#ports.map((port) => FaultyRelay.to('127.0.0.1', port))));
    const started = await Promise.allSettled([
      ...this.#ports.map((_, place) => this.startReplica(place)),
      ...Array.from({ length: LIGHT_PROCESSES }, (_, place) => this.startProcess(place)),
      this.startProcess(FLEET - 1),
      this.startProcess(FLEET - 2),
    ]);
    // Only then: what is still being started when the world is closed would be left behind.
    for (const each of started) if (each.status === 'rejected') throw each.reason;
    await this.apply(pathDocument([OFFERS, STOCK]), ...SCENARIOS);
    for (const name of PEOPLE) {
      const answer = await this.ask<{ token: string }>(0, '/access-tokens', { body: { name, role: 'operator' } });
      this.tokens.push(answer.body.token);
    }
    let user = 0;
    this.#visits = setInterval(() => {
      const port = this.#fleet[FLEET - 2]?.ready.port;
      user += 1;
      if (port !== undefined)
        void fetch(`http://127.0.0.1:${port}/buy/1`, { headers: { 'x-user-id': `u${user % 400}` } })
          .then((response) => response.arrayBuffer())
          .catch(() => {});
    }, VISIT_EVERY_MS);
  }

  #startLight(name: string, urls: string, env: Readonly<Record<string, string>>): Promise<Spawned> {
    return this.#spares.become('light', {
      ...{ HORMESIS_URL: urls, HORMESIS_AGENT_TOKEN: AGENT, FAULTS_NAME: name },
      ...{ FAULTS_SEED: String(this.#seed * 1_000 + this.#generation) },
      ...{ FAULTS_EDGES: String(LIGHT.edges), FAULTS_SHOPS: String(LIGHT.shops), ...env },
    });
  }

  /** The shop asks dependencies that nobody has to be: what is injected never gets there, the rest is refused. */
  #startReal(place: number, name: string, urls: string, env: Readonly<Record<string, string>>): Promise<Spawned> {
    const service = place === FLEET - 1 ? 'shop' : 'edge';
    const dependencies: Readonly<Record<string, string>> =
      service === 'shop'
        ? { offers: '127.0.0.1:9', stock: '127.0.0.1:19', payments: '127.0.0.1:29' }
        : { shop: `127.0.0.1:${this.#shopPort}` };
    const called = Object.entries(dependencies);
    // What overhears has to be there before the agent opens its line.
    const preloaded = [
      'test/faults/fleet/step-clock.ts',
      'test/faults/fleet/overhear.ts',
      'agents/node/src/register.ts',
    ];
    return spawnNode({
      entry: repositoryFile('test/faults/fleet/service.ts'),
      readyTimeoutMs: READY_MS,
      nodeArgs: preloaded.flatMap((file) => ['--import', pathToFileURL(repositoryFile(file)).href]),
      env: {
        ...{ HORMESIS_URL: urls, HORMESIS_AGENT_TOKEN: AGENT, HORMESIS_SERVICE: service },
        ...{
          HORMESIS_INSTANCE: `${service}-real-${name}`,
          FAULTS_PORT: String(service === 'shop' ? this.#shopPort : 0),
        },
        HORMESIS_DEPENDENCIES: called.map(([to, address]) => `${to}=${address}`).join(','),
        FAULTS_CALLS: JSON.stringify(
          Object.fromEntries(called.map(([to, address]) => [to, `http://${address}/${to}`])),
        ),
        ...{ ...env, ...this.#spares.childEnv },
      },
    });
  }
}
