import type { DependencyEntry } from './dependency-map.ts';

/** What the operator set in the environment. */
export interface AgentConfig {
  readonly url: string;
  readonly token: string;
  readonly service: string;
  readonly instance: string;
  readonly version: string;
  readonly zone: string | null;
  readonly region: string | null;
  /** Where others reach this instance, each as `host:port`. */
  readonly addresses: readonly string[];
  readonly dependencies: readonly DependencyEntry[];
  readonly fleetSuffixes: readonly string[];
}

/** `off` says why in one line, or nothing when the operator switched the agent off on purpose. */
export type Configured =
  | { readonly state: 'on'; readonly config: AgentConfig; readonly complaints: readonly string[] }
  | { readonly state: 'off'; readonly complaint: string | null };

/** What the process knows about itself, for the defaults. */
export interface ProcessFacts {
  readonly hostname: string;
  readonly pid: number;
  readonly threadId: number;
  /** Number of this process among the workers of `node:cluster`; null outside a cluster and in its primary. */
  readonly workerId: number | null;
  /** A few random characters: two processes with one pid in two containers must not share an instance id. */
  readonly nonce: string;
  readonly packageName: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the agent's configuration. Never throws: what is malformed is left out and told by name and value. */
export function readConfig(environment: Environment, facts: ProcessFacts): Configured {
  if (environment.HORMESIS_DISABLED === '1') return { state: 'off', complaint: null };
  const url = environment.HORMESIS_URL;
  const token = environment.HORMESIS_AGENT_TOKEN;
  if (!url || !token) return off(`${url ? 'HORMESIS_AGENT_TOKEN' : 'HORMESIS_URL'} is not set`);
  const notHttp = url.split(',').find((address) => !isHttpUrl(address.trim()));
  if (notHttp !== undefined) {
    return off(`HORMESIS_URL must be http or https URLs separated by commas, got ${JSON.stringify(notHttp)}`);
  }
  const service = environment.HORMESIS_SERVICE || environment.OTEL_SERVICE_NAME || facts.packageName;
  if (!service) return off('HORMESIS_SERVICE is not set and there is no package.json with a name');

  const serviceName = toServiceName(service);
  if (serviceName === '') {
    return off(`HORMESIS_SERVICE must hold a letter or a digit, got ${JSON.stringify(service)}`);
  }

  const dependencies = parseDependencies(environment.HORMESIS_DEPENDENCIES ?? '');
  const addresses = parseAddresses(environment.HORMESIS_ADDRESSES ?? '');
  const suffixes = parseSuffixes(environment.HORMESIS_FLEET_SUFFIXES ?? '');
  const config: AgentConfig = {
    url,
    token,
    service: serviceName,
    instance: toLabel(instanceOf(environment.HORMESIS_INSTANCE, facts)),
    version: toLabel(environment.HORMESIS_VERSION || 'unknown'),
    zone: environment.HORMESIS_ZONE ? toLabel(environment.HORMESIS_ZONE) : null,
    region: environment.HORMESIS_REGION ? toLabel(environment.HORMESIS_REGION) : null,
    addresses: addresses.addresses,
    dependencies: dependencies.entries,
    fleetSuffixes: suffixes.suffixes,
  };
  const renamed = serviceName === service ? [] : [`the service ${JSON.stringify(service)} is told as "${serviceName}"`];
  const complaints = [...renamed, ...addresses.complaints, ...dependencies.complaints, ...suffixes.complaints];
  return { state: 'on', config, complaints };
}

/** A name from outside is shared by all threads and cluster workers: two links of one name would push each other off for ever. */
function instanceOf(given: string | undefined, { hostname, pid, threadId, workerId, nonce }: ProcessFacts): string {
  if (!given) return `${hostname}-${pid}-${threadId}-${nonce}`;
  const worker = workerId === null ? '' : `-worker-${workerId}`;
  return `${given.slice(0, 160)}${worker}${threadId === 0 ? '' : `-thread-${threadId}`}`;
}

function off(reason: string): Configured {
  return { state: 'off', complaint: `${reason}; the agent stays off, nothing is hooked` };
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** The control plane takes names of lower-case letters, digits and hyphens, at most 63, and would refuse any other hello. */
function toServiceName(name: string): string {
  const hyphened = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return hyphened.replace(/^-/, '').slice(0, 63).replace(/-$/, '');
}

/** As long as the control plane takes it. */
function toLabel(text: string): string {
  return text.slice(0, 200);
}

const NAME = /^[A-Za-z0-9._-]+$/;
const ADDRESS = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/;

/** Parses `ratings=127.0.0.1:7081,api=api.internal`; an entry without a port stands for every port of that host. */
function parseDependencies(text: string): { entries: DependencyEntry[]; complaints: string[] } {
  const entries: DependencyEntry[] = [];
  const complaints: string[] = [];
  for (const part of split(text)) {
    const equals = part.indexOf('=');
    const name = part.slice(0, Math.max(equals, 0)).trim();
    const address = parseAddress(
      part
        .slice(equals + 1)
        .trim()
        .toLowerCase(),
    );
    if (NAME.test(name) && address !== null) entries.push({ name, address });
    else {
      complaints.push(
        `HORMESIS_DEPENDENCIES: entry ${JSON.stringify(part)} is ignored, it must have the form name=host or name=host:port, with a port from 1 to 65535`,
      );
    }
  }
  return { entries, complaints };
}

function parseAddress(text: string): string | null {
  const match = ADDRESS.exec(text);
  if (match?.[1] === undefined) return null;
  const host = match[1].replace(/^\[|\]$/g, '');
  if (match[2] === undefined) return host;
  const port = Number(match[2]);
  return port >= 1 && port <= 65_535 ? `${host}:${port}` : null;
}

/** As many as a hello may hold. */
const MOST_ADDRESSES = 20;

/** Parses `10.0.3.7:8080`, each as callers have it in their dependency map; without a port it would be every process of a host. */
function parseAddresses(text: string): { addresses: string[]; complaints: string[] } {
  const addresses: string[] = [];
  const complaints: string[] = [];
  for (const part of split(text)) {
    const address = parseAddress(part.toLowerCase());
    if (address !== null && /:\d+$/.test(part) && addresses.length < MOST_ADDRESSES) addresses.push(address);
    else {
      complaints.push(
        `HORMESIS_ADDRESSES: entry ${JSON.stringify(part)} is ignored, it must have the form host:port, and there may be ${MOST_ADDRESSES} of them`,
      );
    }
  }
  return { addresses, complaints };
}

function parseSuffixes(text: string): { suffixes: string[]; complaints: string[] } {
  const suffixes: string[] = [];
  const complaints: string[] = [];
  for (const part of split(text)) {
    // The dot at the front keeps `evil-example.com` out of `.example.com`.
    if (/^(\.[a-z0-9_-]+)+$/i.test(part)) suffixes.push(part.toLowerCase());
    else {
      complaints.push(
        `HORMESIS_FLEET_SUFFIXES: entry ${JSON.stringify(part)} is ignored, it must begin with a dot, for instance ".svc.cluster.local"`,
      );
    }
  }
  return { suffixes, complaints };
}

function split(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
