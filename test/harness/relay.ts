import { readMember } from '@hormesis/core/baggage.ts';
import { parseToken } from '@hormesis/core/token.ts';
import type { RelayAnswer } from '../services/relay.ts';
import { repositoryFile, startService } from './service.ts';
import { type Spawned, spawnNode } from './spawned.ts';

/** A small service that tells what arrived and what became of its calls; see `services/relay.ts`. */
export interface Relay extends Spawned {
  readonly url: string;
  /** `host:port`, for the dependency map of a caller. */
  readonly address: string;
  ask(headers?: Readonly<Record<string, string>>, path?: string): Promise<RelayAnswer>;
}

export interface RelayOptions {
  readonly name: string;
  /** With the agent inside; without, the process knows nothing of Hormesis. */
  readonly controlPlane?: { readonly url: string; readonly agentToken: string };
  /** Whom it calls for every request, by the name in its dependency map. */
  readonly dependencies?: Readonly<Record<string, Relay>>;
  /** Whom it calls as well, though they are not in its dependency map. */
  readonly strangers?: Readonly<Record<string, Relay>>;
}

const ENTRY = repositoryFile('test/services/relay.ts');

/** Starts a relay on a free port. */
export async function startRelay({ name, controlPlane, dependencies = {}, strangers = {} }: RelayOptions) {
  const called = Object.entries({ ...dependencies, ...strangers });
  const env = { RELAY_NAME: name, RELAY_CALLS: called.map(([to, relay]) => `${to}=${relay.url}`).join(',') };
  const known = Object.fromEntries(Object.entries(dependencies).map(([to, relay]) => [to, relay.address]));
  const spawned = controlPlane
    ? await startService({ name, controlPlane, dependencies: known, entry: ENTRY, env })
    : await spawnNode({ entry: ENTRY, env });
  const address = `127.0.0.1:${spawned.ready.port}`;
  const ask: Relay['ask'] = async (headers = {}, path = '/watch/paper-harbour') => {
    const response = await fetch(`http://${address}${path}`, { headers });
    if (response.status !== 200) throw new Error(`${name} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as RelayAnswer;
  };
  return { ...spawned, url: `http://${address}`, address, ask } satisfies Relay;
}

/** The arm that a request arrived in, by what its `baggage` said. */
export function armOf(baggage: string | null | undefined): 'treatment' | 'control' | 'tester' | null {
  const reading = readMember(baggage ?? undefined);
  return reading.kind === 'present' ? (parseToken(reading.member.token)?.arm ?? null) : null;
}
