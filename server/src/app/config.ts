import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe } from '@hormesis/contract/share.ts';
import { type Network, parseNetwork } from '../features/webhooks/address-policy.ts';
import type { WebhookPace } from '../features/webhooks/retry.ts';

/** A setting that cannot be used: told in one line, exit 1. */
export class BadSetting extends Error {
  override readonly name = 'BadSetting';
}

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly databaseUrl: string;
  readonly adminToken: string | null;
  readonly agentToken: string | null;
  /** Folder of critical paths and scenarios, or null. */
  readonly scenarios: string | null;
  /** Folder of the built page, or null. */
  readonly web: string | null;
  /** Address of the Prometheus that the queries of guardrails are asked of, or null. */
  readonly prometheusUrl: string | null;
  readonly terminations: TerminationConfig;
  readonly webhooks: WebhookConfig;
  readonly logLevel: string;
  readonly version: string;
}

/** Each null where it is not used. */
export interface TerminationConfig {
  /** A YAML file that names accounts and clusters. */
  readonly platformsFile: string | null;
  /** Address that tells whether an outage is going on. */
  readonly outageUrl: string | null;
  /** Address that is told of each kill before it happens. */
  readonly trackerUrl: string | null;
}

export interface WebhookConfig {
  /** Where people open the page, for links in messages; null: messages have none. */
  readonly publicUrl: string | null;
  /** Networks that are not public and that webhooks may reach. */
  readonly networks: readonly Network[];
  readonly pace: WebhookPace;
}

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
/** How often it is looked for what webhooks are to be told. */
const WEBHOOK_ROUND_MS = 500;
/** A secret that can be guessed is none. */
const SHORTEST_TOKEN = 16;

/**
 * The settings of the environment.
 * @throws BadSetting that names the variable, its value and what is allowed.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  return {
    port: port(env.HORMESIS_PORT ?? '7070'),
    host: env.HORMESIS_HOST || '127.0.0.1',
    databaseUrl: databaseUrl(env.DATABASE_URL),
    adminToken: token('HORMESIS_ADMIN_TOKEN', env.HORMESIS_ADMIN_TOKEN),
    agentToken: token('HORMESIS_AGENT_TOKEN', env.HORMESIS_AGENT_TOKEN),
    scenarios: env.HORMESIS_SCENARIOS || null,
    web: env.HORMESIS_WEB || null,
    prometheusUrl: httpUrl('HORMESIS_PROMETHEUS_URL', env.HORMESIS_PROMETHEUS_URL),
    terminations: {
      platformsFile: env.HORMESIS_PLATFORMS || null,
      outageUrl: httpUrl('HORMESIS_OUTAGE_URL', env.HORMESIS_OUTAGE_URL),
      trackerUrl: httpUrl('HORMESIS_TRACKER_URL', env.HORMESIS_TRACKER_URL),
    },
    webhooks: {
      publicUrl: httpUrl('HORMESIS_PUBLIC_URL', env.HORMESIS_PUBLIC_URL)?.replace(/\/+$/, '') ?? null,
      networks: networks(env.HORMESIS_WEBHOOK_NETWORKS),
      pace: {
        roundMs: WEBHOOK_ROUND_MS,
        timeoutMs: milliseconds('HORMESIS_WEBHOOK_TIMEOUT_MS', env.HORMESIS_WEBHOOK_TIMEOUT_MS, 10_000),
        firstRetryMs: milliseconds('HORMESIS_WEBHOOK_FIRST_RETRY_MS', env.HORMESIS_WEBHOOK_FIRST_RETRY_MS, 1_000),
        longestRetryMs: milliseconds(
          'HORMESIS_WEBHOOK_LONGEST_RETRY_MS',
          env.HORMESIS_WEBHOOK_LONGEST_RETRY_MS,
          60_000,
        ),
      },
    },
    logLevel: oneOf('HORMESIS_LOG', env.HORMESIS_LOG || 'warn', LEVELS),
    version: versionOf(),
  };
}

function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new BadSetting(`HORMESIS_PORT must be a port from 0 to 65535, got ${describe(text)}`);
  return Number(text);
}

function databaseUrl(text: string | undefined): string {
  if (!text) throw new BadSetting('DATABASE_URL is missing: postgres://user:password@host:port/database');
  if (!/^postgres(ql)?:\/\//.test(text))
    throw new BadSetting('DATABASE_URL must begin with postgres:// or postgresql://');
  return text;
}

function httpUrl(name: string, text: string | undefined): string | null {
  if (!text) return null;
  const protocol = URL.parse(text)?.protocol;
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new BadSetting(`${name} must be an address that begins with http:// or https://, got ${describe(text)}`);
  return text;
}

function networks(text: string | undefined): Network[] {
  const parts = (text ?? '').split(',').map((part) => part.trim());
  return parts.filter(Boolean).map((part) => {
    const network = parseNetwork(part);
    if (network) return network;
    throw new BadSetting(
      `HORMESIS_WEBHOOK_NETWORKS must hold addresses or networks such as 10.0.0.0/8, separated by commas, got ${describe(part)}`,
    );
  });
}

function milliseconds(name: string, text: string | undefined, otherwise: number): number {
  if (!text) return otherwise;
  const value = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (value < 10 || value > 3_600_000)
    throw new BadSetting(`${name} must be whole milliseconds from 10 to 3600000, got ${describe(text)}`);
  return value;
}

function token(name: string, text: string | undefined): string | null {
  if (!text) return null;
  if (text.length < SHORTEST_TOKEN || text.length > 200 || !/^[\x21-\x7e]+$/.test(text)) {
    throw new BadSetting(
      `${name} must be ${SHORTEST_TOKEN} to 200 printable characters without spaces, got ${text.length} characters`,
    );
  }
  return text;
}

function oneOf(name: string, text: string, allowed: readonly string[]): string {
  if (!allowed.includes(text))
    throw new BadSetting(`${name} must be one of ${allowed.join(', ')}, got ${describe(text)}`);
  return text;
}

function versionOf(): string {
  const text = readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8');
  const parsed: unknown = JSON.parse(text);
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : '0';
}
