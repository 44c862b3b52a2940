import { randomUUID } from 'node:crypto';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { freePort } from './free-port.ts';

/** Several control plane processes on one database. */
export interface Replicas {
  /** All addresses, separated by commas: what agents get. */
  readonly urls: string;
  readonly agentToken: string;
  readonly adminToken: string;
  /** The one at a place now; another process after it was started again. */
  at(place: number): ControlPlane;
  /** Starts the one at a place again, at its address. */
  start(place: number): Promise<void>;
  stop(): Promise<void>;
}

export interface ReplicasOptions {
  readonly databaseUrl: (place: number) => string;
  readonly count: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Several starts at once take long on a busy machine, milliseconds. */
const READY_MS = 60_000;

export async function startReplicas({ databaseUrl, count, env }: ReplicasOptions): Promise<Replicas> {
  const ports = await Promise.all(Array.from({ length: count }, freePort));
  const [adminToken, agentToken] = [`hst_${randomUUID()}`, `hst_${randomUUID()}`];
  const running: ControlPlane[] = [];
  const start = async (place: number) => {
    running[place] = await startControlPlane({
      readyTimeoutMs: READY_MS,
      databaseUrl: databaseUrl(place),
      env: {
        HORMESIS_PORT: String(ports[place]),
        HORMESIS_ADMIN_TOKEN: adminToken,
        HORMESIS_AGENT_TOKEN: agentToken,
        ...env,
      },
    });
  };
  await Promise.all(ports.map((_, place) => start(place)));
  return {
    urls: ports.map((port) => `http://127.0.0.1:${port}`).join(','),
    agentToken,
    adminToken,
    at(place) {
      const replica = running[place];
      if (!replica) throw new Error(`there is no replica ${place}`);
      return replica;
    },
    start,
    stop: async () => void (await Promise.all(running.map((replica) => replica.stop()))),
  };
}

/** One call of the API; `body` makes it a POST. Rejects when there was no answer. */
export async function askApi<T>(
  url: string,
  path: string,
  {
    token,
    body,
    key = randomUUID(),
    timeoutMs = 10_000,
  }: { token: string; body?: object; key?: string; timeoutMs?: number },
): Promise<{ status: number; body: T }> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
    signal: AbortSignal.timeout(timeoutMs),
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: (await response.json()) as T };
}
