import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { waitForAgents } from './agents-connected.ts';
import { type ChildHouse, startChild } from './child.ts';
import { agentCount, type Fleet, type FleetPlan } from './fleet.ts';
import type { FleetKeeper } from './fleet-keeper.ts';
import { type Undo, unlessAborted } from './undo.ts';

const AGENTS_TIMEOUT_MS = 15_000;

export function readFleet(folder: string): Fleet {
  return JSON.parse(readFileSync(path.join(folder, 'fleet.json'), 'utf8'));
}

/** What `node --import @hormesis/node/register` loads, as an address that does not depend on the working folder. */
export function agentEntry(repository: string): string {
  return pathToFileURL(path.join(repository, 'agents/node/src/register.ts')).href;
}

export interface FleetStart {
  readonly fleet: Fleet;
  readonly plan: FleetPlan;
  readonly controlPlane: { readonly url: string; readonly token: string };
  /** Is told of the services. */
  readonly keeper: FleetKeeper;
  readonly house: ChildHouse;
  readonly undo: Undo;
  readonly signal: AbortSignal;
}

/** Starts the services, waits for them and their agents, then lets the traffic in. Returns a summary for the terminal. */
export async function startFleet({
  fleet,
  plan,
  controlPlane,
  keeper,
  house,
  undo,
  signal,
}: FleetStart): Promise<string> {
  const kept = plan.services.map((spec) => ({ spec, child: startChild(spec, house) }));
  const services = kept.map(({ child }) => child);
  keeper.keep(kept);
  undo.add(async () => void (await Promise.all(services.map((service) => service.stop()))));
  await unlessAborted(Promise.all(services.map((service) => service.ready)), signal);
  const wanted = agentCount(fleet);
  const connected = await waitForAgents(controlPlane, wanted, AGENTS_TIMEOUT_MS, signal);
  const generator = startChild(plan.generator, house);
  undo.add(generator.stop);
  await unlessAborted(generator.ready, signal);
  const agents =
    connected < wanted ? `only ${connected} of ${wanted} agents connected so far` : `${connected} agents connected`;
  return `${fleet.services.length} services with traffic, ${agents}`;
}
