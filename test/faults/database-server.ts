import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate } from '@hormesis/server/platform/migrate.ts';
import { freePort } from '@hormesis/supervisor/free-port.ts';
import { type RunningPostgres, startPostgres } from '@hormesis/supervisor/postgres.ts';
import pg from 'pg';

const TEMPLATE = 'template_of_faults';

/** A PostgreSQL of one's own that may be paused, killed and started again; what it acknowledged survives that. */
export class DatabaseServer {
  readonly #options: Parameters<typeof startPostgres>[0];
  readonly #folder: string;
  #running: RunningPostgres;

  private constructor(folder: string, options: Parameters<typeof startPostgres>[0], running: RunningPostgres) {
    this.#folder = folder;
    this.#options = options;
    this.#running = running;
  }

  static async start(): Promise<DatabaseServer> {
    const folder = mkdtempSync(path.join(tmpdir(), 'hormesis-faults-'));
    chmodSync(folder, 0o711);
    const options = {
      ...{ dataDir: path.join(folder, 'data'), logFile: path.join(folder, 'postgres.log') },
      ...{ port: await freePort(), password: 'faults', durable: true, maxConnections: 100 },
    };
    const server = new DatabaseServer(folder, options, await startPostgres(options));
    await server.statement(`create database ${TEMPLATE}`);
    await migrate(server.url(TEMPLATE));
    return server;
  }

  get port(): number {
    return this.#options.port;
  }

  url(database: string): string {
    return this.#running.url(database);
  }

  /** A database with every migration. */
  async fresh(name: string): Promise<string> {
    await this.statement(`create database ${name} template ${TEMPLATE}`);
    return this.url(name);
  }

  async statement(text: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.url('postgres') });
    await client.connect();
    try {
      await client.query(text);
    } finally {
      await client.end();
    }
  }

  /** Stands still with all its processes, or goes on. */
  pause(paused: boolean): void {
    for (const pid of this.#processes()) signal(pid, paused ? 'SIGSTOP' : 'SIGCONT');
  }

  /** Ends without a chance to write anything down. */
  async kill(): Promise<void> {
    const gone = new Promise((resolve) => this.#running.process.once('exit', resolve));
    for (const pid of this.#processes()) signal(pid, 'SIGKILL');
    await gone;
  }

  async shutDown(): Promise<void> {
    this.pause(false);
    await this.#running.stop();
  }

  /** Starts it again; the first attempts may come while what is left of the old one still ends. */
  async startAgain(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        this.#running = await startPostgres(this.#options);
        return;
      } catch (error) {
        if (attempt === 10) throw error;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  async stop(): Promise<void> {
    await this.shutDown();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The postmaster and its children, children last: nobody is left to be started anew meanwhile. */
  #processes(): number[] {
    const postmaster = this.#running.process.pid;
    return postmaster === undefined ? [] : [postmaster, ...childrenOf(postmaster)];
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && parentOf(pid) === parent);
}

function parentOf(pid: number): number | null {
  try {
    // After the name in parentheses, which may hold anything: state, then the parent.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    return Number(fields?.[1]);
  } catch {
    return null;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}
