import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type Spawned, spawnNode } from './spawned.ts';

export interface ControlPlaneOptions {
  readonly databaseUrl: string;
  /** Wins over what the harness sets; `HORMESIS_PORT` is 0 unless said otherwise. */
  readonly env?: Readonly<Record<string, string>>;
  readonly readyTimeoutMs?: number;
  /** For Node itself. */
  readonly nodeArgs?: readonly string[];
}

export interface ControlPlane extends Spawned {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly signInUrl: string;
  readonly adminToken: string;
  readonly agentToken: string;
}

const MAIN = fileURLToPath(new URL('../../server/src/app/main.ts', import.meta.url));
const SCENARIOS = fileURLToPath(new URL('../../scenarios', import.meta.url));
const WEB = fileURLToPath(new URL('../../web/dist', import.meta.url));

/** Starts a real control plane on a free port of 127.0.0.1. Start a second one on the same database for a replica. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const env: Record<string, string> = {
    HORMESIS_PORT: '0',
    HORMESIS_HOST: '127.0.0.1',
    HORMESIS_ADMIN_TOKEN: token(),
    HORMESIS_AGENT_TOKEN: token(),
    HORMESIS_SCENARIOS: SCENARIOS,
    HORMESIS_WEB: WEB,
    DATABASE_URL: options.databaseUrl,
    ...options.env,
  };
  const spawned = await spawnNode({
    entry: MAIN,
    env,
    nodeArgs: options.nodeArgs ?? [],
    ...(options.readyTimeoutMs ? { readyTimeoutMs: options.readyTimeoutMs } : {}),
  });
  const { url, port, signInUrl } = spawned.ready;
  return {
    ...spawned,
    url: String(url).replace(/\/$/, ''),
    port: Number(port),
    signInUrl: String(signInUrl),
    adminToken: env.HORMESIS_ADMIN_TOKEN ?? '',
    agentToken: env.HORMESIS_AGENT_TOKEN ?? '',
  };
}

function token(): string {
  return `hst_${randomBytes(24).toString('hex')}`;
}
