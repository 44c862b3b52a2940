import pg from 'pg';
import type { Queryable } from './database.ts';

const CHANNEL = 'hormesis';
const KINDS = new Set<string>(['changed', 'halt', 'halt_answer'] satisfies Notification['kind'][]);
/** A connection that keeps silent when it is asked has broken without a word: halts of other replicas would be missed. */
const ASK_MS = 5_000;
const ASK_WITHIN_MS = 3_000;

/** Something another replica should look at; the row is the truth, this only says when to read it. */
export type Notification =
  | { readonly kind: 'changed' }
  | {
      readonly kind: 'halt';
      readonly halt: string;
      readonly experiments: readonly string[] | 'all';
      /** With *all*: what that means as far as the sender knows. */
      readonly named: readonly string[];
      readonly from: string;
    }
  /** A replica wrote what its agents confirmed of a halt. */
  | { readonly kind: 'halt_answer'; readonly halt: string };

/** Tells all replicas once the transaction of `client` has committed. */
export async function notify(client: Queryable, notification: Notification): Promise<void> {
  await client.query('select pg_notify($1, $2)', [CHANNEL, JSON.stringify(notification)]);
}

export interface Listener {
  stop(): Promise<void>;
}

/** Listens on a connection of its own and reconnects after a second; what was missed meanwhile the next look at the rows finds. */
export function listen(url: string, onNotification: (notification: Notification) => void): Listener {
  let client: pg.Client | undefined;
  let stopped = false;
  let retry: NodeJS.Timeout | undefined;
  const asking = setInterval(() => {
    const asked = client;
    asked?.query('select 1').catch(() => asked === client && again());
  }, ASK_MS);

  const again = () => {
    client?.removeAllListeners('end');
    client?.end().catch(() => {});
    client = undefined;
    if (!stopped && !retry) {
      retry = setTimeout(() => {
        retry = undefined;
        void connect();
      }, 1_000);
    }
  };
  const connect = async () => {
    const next = new pg.Client({
      connectionString: url,
      keepAlive: true,
      connectionTimeoutMillis: 3_000,
      query_timeout: ASK_WITHIN_MS,
      application_name: 'hormesis-listen',
    });
    client = next;
    next.on('error', again);
    next.on('end', again);
    next.on('notification', (message) => {
      const notification = parse(message.payload);
      if (notification) onNotification(notification);
    });
    try {
      await next.connect();
      await next.query(`listen ${CHANNEL}`);
    } catch {
      again();
    }
  };
  void connect();
  return {
    async stop() {
      stopped = true;
      clearInterval(asking);
      clearTimeout(retry);
      client?.removeAllListeners('end');
      await client?.end().catch(() => {});
    },
  };
}

function parse(payload: string | undefined): Notification | null {
  try {
    const value: unknown = JSON.parse(payload ?? '');
    if (typeof value !== 'object' || value === null || !('kind' in value)) return null;
    return KINDS.has(String(value.kind)) ? (value as Notification) : null;
  } catch {
    return null;
  }
}
