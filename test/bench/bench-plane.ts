import { randomUUID } from 'node:crypto';
import { type ControlPlane, startControlPlane } from '../harness/control-plane.ts';
import { startTestPostgres } from '../harness/postgres.ts';

/** A control plane in a process of its own, with its PostgreSQL. */
export interface BenchPlane extends ControlPlane {
  readonly databaseUrl: string;
  readonly postgresPid: number;
  post(path: string, body: object): Promise<Record<string, unknown>>;
  get(path: string): Promise<Record<string, unknown>>;
}

interface BenchPlaneOptions {
  /** PostgreSQL writes to disk as it does in production. */
  readonly durable?: boolean;
  /** Where the control plane leaves a CPU profile. */
  readonly profileDir?: string | undefined;
}

export async function startBenchPlane({ durable = false, profileDir }: BenchPlaneOptions = {}): Promise<BenchPlane> {
  const postgres = await startTestPostgres({ durable });
  const env: Record<string, string> = profileDir ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profileDir}` } : {};
  const plane = await startControlPlane({ databaseUrl: postgres.templateUrl, env }).catch(async (error) => {
    await postgres.stop();
    throw error;
  });
  const ask = (path: string, init: RequestInit) =>
    fetch(`${plane.url}/api/v1${path}`, init).then((response) => response.json() as Promise<Record<string, unknown>>);
  const authorization = `Bearer ${plane.adminToken}`;
  return {
    ...plane,
    databaseUrl: postgres.templateUrl,
    postgresPid: postgres.pid,
    get: (path) => ask(path, { headers: { authorization } }),
    post: (path, body) =>
      ask(path, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
        body: JSON.stringify(body),
      }),
    async stop() {
      const exit = await plane.stop();
      await postgres.stop();
      return exit;
    },
  };
}
