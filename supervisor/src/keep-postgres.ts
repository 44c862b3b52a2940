import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterDeath, type Backoff, noDeaths } from './backoff.ts';
import { type DataDir, POSTGRES_MAJOR, writeWhole } from './data-dir.ts';
import { freePort } from './free-port.ts';
import { rotate } from './log-file.ts';
import { type PostgresOptions, type RunningPostgres, startPostgres } from './postgres.ts';
import { stopPostmaster } from './postmaster.ts';
import { describe, Problem } from './problem.ts';

export interface KeptPostgres {
  readonly url: string;
  readonly summary: string;
  stop(): Promise<void>;
}

const DATABASE = 'hormesis';

/** Starts the data directory's PostgreSQL and starts it again, on the same port, whenever it dies. */
export async function keepPostgres(
  dir: DataDir,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<KeptPostgres> {
  const logFile = path.join(dir.logs, 'postgres.log');
  rotate(logFile);
  const options: PostgresOptions = {
    dataDir: dir.postgres,
    port: await freePort(),
    password: secretOf(dir),
    logFile,
    durable: true,
    maxConnections: 100,
  };
  let running = await startPostgres(options, signal);
  let stopping = false;
  let pause: NodeJS.Timeout | undefined;
  let restart: Promise<void> = Promise.resolve();

  const watch = (postgres: RunningPostgres, backoff: Backoff) => {
    const startedMs = performance.now();
    postgres.process.once('exit', () => {
      if (!stopping) again(afterDeath(backoff, performance.now() - startedMs));
    });
  };
  const again = (backoff: Backoff) => {
    say(`PostgreSQL died; it is started again in ${backoff.delayMs / 1_000} s (log: ${logFile})`);
    pause = setTimeout(() => {
      restart = bringBack(backoff);
    }, backoff.delayMs);
  };
  const bringBack = async (backoff: Backoff) => {
    try {
      await stopPostmaster(dir.postgres);
      running = await startPostgres(options, signal);
      watch(running, backoff);
    } catch (error) {
      if (stopping) return;
      say(describe(error));
      again(afterDeath(backoff, 0));
    }
  };

  watch(running, noDeaths);
  const stop = async () => {
    stopping = true;
    clearTimeout(pause);
    await restart;
    await running.stop();
  };
  try {
    await createDatabase(running.url('postgres'));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: running.url(DATABASE), summary: `PostgreSQL ${POSTGRES_MAJOR} on 127.0.0.1:${options.port}`, stop };
}

/** The password is made with the database and belongs to it: without it nobody gets in any more. */
function secretOf(dir: DataDir): string {
  if (existsSync(dir.postgresSecret)) return readFileSync(dir.postgresSecret, 'utf8').trim();
  if (existsSync(path.join(dir.postgres, 'PG_VERSION'))) {
    throw new Problem(`HORMESIS_DATA: ${dir.postgresSecret}, the password of the PostgreSQL beside it, is missing`);
  }
  const secret = randomBytes(24).toString('hex');
  writeWhole(dir.postgresSecret, secret);
  return secret;
}

async function createDatabase(administration: string): Promise<void> {
  const client = new pg.Client({ connectionString: administration, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_catalog.pg_database where datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}
