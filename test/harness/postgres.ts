import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { freePort } from '@hormesis/supervisor/free-port.ts';
import { startPostgres } from '@hormesis/supervisor/postgres.ts';
import { stopPostmaster } from '@hormesis/supervisor/postmaster.ts';
import { identify, isAlive, type ProcessIdentity } from '@hormesis/supervisor/process-identity.ts';
import pg from 'pg';

const PREFIX = 'hormesis-test-';
const TEMPLATE = 'template_of_tests';

/** Starts a PostgreSQL for this run in the temporary folder, with a template database that has every migration. */
export async function startTestPostgres({
  durable = false,
} = {}): Promise<{ templateUrl: string; pid: number; stop(): Promise<void> }> {
  const runDir = mkdtempSync(path.join(tmpdir(), PREFIX));
  // mkdtemp makes 0700; the user that PostgreSQL runs as under root has to pass through.
  chmodSync(runDir, 0o711);
  writeFileSync(path.join(runDir, 'owner.json'), JSON.stringify(identify(process.pid)));
  const dataDir = path.join(runDir, 'data');
  const password = randomBytes(12).toString('hex');
  const logFile = path.join(runDir, 'postgres.log');
  const port = await freePort();
  const server = await startPostgres({ dataDir, port, password, logFile, durable, maxConnections: 200 });
  const templateUrl = server.url(TEMPLATE);
  const stop = async () => {
    await server.stop();
    rmSync(runDir, { recursive: true, force: true });
  };
  try {
    await makeTemplate(templateUrl);
  } catch (error) {
    await stop();
    throw error;
  }
  return { templateUrl, pid: server.process.pid ?? 0, stop };
}

/** A run that was killed could not stop its PostgreSQL: the next run does. Runs that are still alive are left alone. */
export async function removeDeadRuns(): Promise<void> {
  for (const entry of readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX))) {
    const runDir = path.join(tmpdir(), entry);
    const owner = ownerOf(runDir);
    if (owner === null || isAlive(owner)) continue;
    await stopPostmaster(path.join(runDir, 'data'));
    rmSync(runDir, { recursive: true, force: true });
  }
}

function ownerOf(runDir: string): ProcessIdentity | null {
  try {
    return JSON.parse(readFileSync(path.join(runDir, 'owner.json'), 'utf8'));
  } catch {
    return null;
  }
}

async function makeTemplate(templateUrl: string): Promise<void> {
  const address = new URL(templateUrl);
  address.pathname = '/postgres';
  const client = new pg.Client({ connectionString: address.href });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${TEMPLATE}`);
  } finally {
    await client.end();
  }
  await migrate(templateUrl);
}

async function migrate(databaseUrl: string): Promise<void> {
  const runner = fileURLToPath(new URL('../../server/src/platform/migrate.ts', import.meta.url));
  if (!existsSync(runner)) return;
  const loaded: { migrate(url: string): Promise<void> } = await import(/* @vite-ignore */ pathToFileURL(runner).href);
  await loaded.migrate(databaseUrl);
}
