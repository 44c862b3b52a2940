import type { Ruleset } from '@hormesis/contract/agent-link.ts';
import { parseCallGroup } from '@hormesis/core/call-group.ts';
import type { Database } from '../../platform/database.ts';
import { type Located, type LocatedFleet, readLocated } from './places-queries.ts';

type Told = NonNullable<Ruleset['places']>;

/** Of all services that one calls. Those that do not fit are left out whole, the largest first: a place that is not told is not known. */
const MOST_TOLD = 2_000;
/** A fleet that changes all the time is looked at this often, milliseconds. */
const LOOK_MS = 3_000;

/**
 * Where instances are, by the addresses that they told with their hello: what agents need to know where a call goes. They
 * are told those of the services they called within the hour. Never guessed: an address that two instances claim for
 * different places is in none.
 */
export class Places {
  readonly #database: Database;
  #changed: () => void = () => {};
  #byService = new Map<string, Told>();
  #text = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Calls `changed` after each look that found something else than the one before. */
  onChange(changed: () => void): void {
    this.#changed = changed;
  }

  /** What agents of `service` are told. */
  of(service: string): Told {
    return this.#byService.get(service) ?? [];
  }

  /** Looks now, and again and again until `stop`. A look that fails leaves what is known. */
  async start(failed: (error: Error) => void): Promise<void> {
    await this.look().catch(failed);
    this.#timer = setInterval(() => void this.look().catch(failed), LOOK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async look(): Promise<void> {
    const fleet = await readLocated(this.#database);
    const text = JSON.stringify(fleet);
    if (text === this.#text) return;
    this.#text = text;
    this.#byService = placesByCaller(fleet);
    this.#changed();
  }
}

/** What each caller is told, from who is where and who calls whom. Pure. */
export function placesByCaller({ instances, callGroups }: LocatedFleet): Map<string, Told> {
  const byCallee = Map.groupBy(undisputed(instances), ({ service }) => service);
  const callees = new Map<string, Set<string>>();
  for (const callGroup of callGroups) {
    const { caller, kind, dependency } = parseCallGroup(callGroup) ?? {};
    if (caller === undefined || dependency === undefined || kind !== 'http' || !byCallee.has(dependency)) continue;
    callees.set(caller, (callees.get(caller) ?? new Set()).add(dependency));
  }
  return new Map([...callees].map(([caller, called]) => [caller, within(MOST_TOLD, called, byCallee)]));
}

function within(limit: number, called: ReadonlySet<string>, byCallee: ReadonlyMap<string, readonly Located[]>): Told {
  const told: Told = [];
  const groups = [...called].map((callee) => byCallee.get(callee) ?? []).sort((a, b) => a.length - b.length);
  for (const group of groups) {
    if (told.length + group.length > limit) break;
    told.push(...group.map(({ address, region, zone }) => ({ address, region, zone })));
  }
  return told.sort((a, b) => (a.address < b.address ? -1 : 1));
}

/**
 * One for each address that all who may serve at it tell the same place for; an instance that says no place disputes too.
 * The line of an agent is not the life of its process, so who is away claims on, unless somebody began a life at the
 * address after it was last heard.
 */
function undisputed(instances: readonly Located[]): Located[] {
  const byAddress = Map.groupBy(instances, ({ address }) => address);
  return [...byAddress.values()].flatMap((claims) => {
    const newestMs = Math.max(...claims.filter(({ connected }) => connected).map(({ beganMs }) => beganMs));
    const standing = claims.filter(({ lastHeardMs }) => lastHeardMs === null || lastHeardMs >= newestMs);
    const told = standing.find(({ connected, justAway }) => connected || justAway);
    if (told === undefined || (told.region === null && told.zone === null)) return [];
    return standing.every((other) => samePlace(told, other)) ? [told] : [];
  });
}

function samePlace(a: Located, b: Located): boolean {
  return a.service === b.service && a.region === b.region && a.zone === b.zone;
}
