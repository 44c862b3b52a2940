import path from 'node:path';
import { Problem } from './problem.ts';

export interface Settings {
  /** 0: every port is a free one. */
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** Null: PostgreSQL runs in the data directory. */
  readonly databaseUrl: string | null;
  readonly adminToken: string | null;
  readonly demo: boolean;
}

export type Command = { readonly kind: 'help' } | { readonly kind: 'start'; readonly settings: Settings };

/** The processes of the demo's services listen on the ports after the control plane's. */
const DEMO_PORTS = 11;

export const HELP = `Starts Hormesis: PostgreSQL, control plane, web page and the demo fleet. Ctrl-C stops all of it.

  npm start                      everything
  npm start -- --no-demo         without the demo fleet
  npm start -- --help            this text

Settings (environment variables):
  HORMESIS_PORT         port of the page and the API, 7070; the demo uses the ${DEMO_PORTS} ports after it; 0: free ports
  HORMESIS_HOST         address to listen on, 127.0.0.1
  HORMESIS_DATA         data directory, .hormesis/
  DATABASE_URL          a PostgreSQL of yours instead of the one in the data directory
  HORMESIS_ADMIN_TOKEN  the administrator's token; made and printed once when absent
  HORMESIS_LOG, HORMESIS_PUBLIC_URL, HORMESIS_PROMETHEUS_URL, HORMESIS_PLATFORMS, HORMESIS_WEBHOOK_NETWORKS and more
                        are those of the control plane: README.md, "Settings", lists them all
`;

/** Reads arguments and environment. Throws a Problem that names the setting, its value and what is allowed. */
export function parseCommand(args: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Command {
  const unknown = args.find((each) => !['--no-demo', '--help', '-h'].includes(each));
  if (unknown !== undefined) throw new Problem(`unknown argument ${quote(unknown)}: allowed are --no-demo and --help`);
  if (args.includes('--help') || args.includes('-h')) return { kind: 'help' };
  const demo = !args.includes('--no-demo');
  const settings = {
    port: parsePort(env.HORMESIS_PORT || '7070', demo),
    host: parseHost(env.HORMESIS_HOST || '127.0.0.1'),
    dataDir: path.resolve(cwd, env.HORMESIS_DATA || '.hormesis'),
    databaseUrl: env.DATABASE_URL ? parseDatabaseUrl(env.DATABASE_URL) : null,
    adminToken: env.HORMESIS_ADMIN_TOKEN ? parseToken(env.HORMESIS_ADMIN_TOKEN) : null,
    demo,
  };
  return { kind: 'start', settings };
}

function parsePort(text: string, demo: boolean): number {
  const highest = demo ? 65_535 - DEMO_PORTS : 65_535;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= highest) return port;
  const why = demo ? `, as the demo needs the ${DEMO_PORTS} ports after it` : '';
  throw new Problem(
    `HORMESIS_PORT is ${quote(text)}: allowed is a whole number from 0 (free ports) to ${highest}${why}`,
  );
}

function parseHost(text: string): string {
  if (/^[A-Za-z0-9.:_-]+$/.test(text)) return text;
  throw new Problem(`HORMESIS_HOST is ${quote(text)}: allowed is a host name or an address, for instance 127.0.0.1`);
}

/** The value is never shown: it holds a password. */
function parseDatabaseUrl(text: string): string {
  const protocol = URL.canParse(text) ? new URL(text).protocol : '';
  if (protocol === 'postgres:' || protocol === 'postgresql:') return text;
  throw new Problem(
    'DATABASE_URL is not an address of a PostgreSQL: allowed is postgres://USER:PASSWORD@HOST:PORT/DATABASE',
  );
}

/** Nor is this one. As long as the control plane takes it: a longer one would start everything but that. */
function parseToken(text: string): string {
  if (/^[\x21-\x7e]{16,200}$/.test(text)) return text;
  const got = `has ${text.length} characters`;
  throw new Problem(`HORMESIS_ADMIN_TOKEN ${got}: allowed are 16 to 200 printable ASCII characters without blanks`);
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
