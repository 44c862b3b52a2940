import type { Group } from './groups.ts';
import type {
  Failure,
  FoundGroup,
  GroupAddress,
  MemberAddress,
  Place,
  Sighting,
  TerminationOutcome,
  TerminationPlatform,
  TerminationWay,
} from './platform-port.ts';

/** How long a platform may take for all groups of a place, for one group, and for one kill, milliseconds. */
const LIST_MS = 60_000;
const FIND_MS = 15_000;
const KILL_MS = 15_000;
const AT_ONCE = 8;

/** What there is, as of `atMs` of this process's clock; a place that could not be looked at says why. */
export interface Look {
  readonly atMs: number;
  readonly places: readonly { readonly place: Place; readonly failure: Failure | null }[];
  readonly groups: readonly FoundGroup[];
}

/** A group as it is now. Parts that have vanished are left out; when all have, so has the group. */
export type FreshGroup =
  | { readonly kind: 'found'; readonly group: Group }
  | { readonly kind: 'vanished' }
  | { readonly kind: 'failed'; readonly part: string; readonly failure: Failure };

/** Looks at the platforms: one place that refuses, hangs or breaks hides no other, and nothing it does is thrown. */
export class Lookout {
  readonly #platforms: readonly TerminationPlatform[];
  readonly #clockMs: () => number;
  #last: Promise<Look> | null = null;
  #lastAtMs = Number.NEGATIVE_INFINITY;

  constructor(platforms: readonly TerminationPlatform[], clockMs: () => number) {
    this.#platforms = platforms;
    this.#clockMs = clockMs;
  }

  get places(): readonly Place[] {
    return this.#platforms.flatMap(({ places }) => places);
  }

  /** All groups of all places; whoever asks within `maxAgeMs` of the last look gets that one, or waits for it. */
  all(maxAgeMs: number): Promise<Look> {
    if (this.#last && this.#clockMs() - this.#lastAtMs <= maxAgeMs) return this.#last;
    this.#lastAtMs = this.#clockMs();
    this.#last = this.#look(this.#lastAtMs);
    return this.#last;
  }

  /** One group, read anew. */
  async again(group: Group): Promise<FreshGroup> {
    const seen = await fewAtOnce(group.parts, async (part) => ({ part, sighting: await this.find(part) }));
    for (const { part, sighting } of seen)
      if (sighting.kind === 'failed') return { kind: 'failed', part: part.group, failure: sighting.failure };
    const parts = seen.flatMap(({ sighting }) => (sighting.kind === 'found' ? [sighting.group] : []));
    return parts.length > 0 ? { kind: 'found', group: { ...group, parts } } : { kind: 'vanished' };
  }

  find(address: GroupAddress): Promise<Sighting> {
    const { place, group } = address;
    const asked = this.#platformOf(place)?.find({ place, group }, AbortSignal.timeout(FIND_MS));
    return answered(asked, place);
  }

  /** Kills one member, asked for once. */
  terminate(address: MemberAddress, way: TerminationWay): Promise<TerminationOutcome> {
    const { place, group, member, name } = address;
    const asked = this.#platformOf(place)?.terminate({ place, group, member, name }, way, AbortSignal.timeout(KILL_MS));
    return answered(asked, place);
  }

  async close(): Promise<void> {
    await Promise.all(this.#platforms.map((platform) => platform.close().catch(() => {})));
  }

  async #look(atMs: number): Promise<Look> {
    const seen = await Promise.all(
      this.places.map(async (place) => {
        const asked = this.#platformOf(place)?.list(place, AbortSignal.timeout(LIST_MS));
        return { place, listing: await answered(asked, place) };
      }),
    );
    return {
      atMs,
      places: seen.map(({ place, listing }) => ({
        place,
        failure: listing.kind === 'failed' ? listing.failure : null,
      })),
      groups: seen.flatMap(({ listing }) => (listing.kind === 'listed' ? listing.groups : [])),
    };
  }

  #platformOf(place: Place): TerminationPlatform | undefined {
    return this.#platforms.find(({ kind, places }) => kind === place.platform && places.some(sameAs(place)));
  }
}

/** An application may have hundreds of parts: asked for all at once, a platform would ask for fewer requests. */
async function fewAtOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let first = 0; first < items.length; first += AT_ONCE)
    results.push(...(await Promise.all(items.slice(first, first + AT_ONCE).map(work))));
  return results;
}

function sameAs(place: Place): (other: Place) => boolean {
  return ({ account, region }) => account === place.account && region === place.region;
}

type Failed = { readonly kind: 'failed'; readonly failure: Failure };

/** A platform that throws has a bug; to the others it is one that gave no answer. */
async function answered<T>(asked: Promise<T> | undefined, place: Place): Promise<T | Failed> {
  const where = `${place.platform}/${place.account}/${place.region}`;
  if (!asked) return failed('unsupported', 'NotConfigured', `${where} is not configured here`);
  try {
    return await asked;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return failed('unreachable', error instanceof Error ? error.name : 'Error', words);
  }
}

function failed(kind: Failure['kind'], code: string, words: string): Failed {
  return { kind: 'failed', failure: { kind, code, words, missingPermission: null } };
}

/** A failure in one sentence: what happened, in the cloud's own words, and what would mend it. */
export function failureText({ kind, code, words, missingPermission }: Failure): string {
  const what = FAILURE_WORDS[kind];
  const grant = missingPermission === null ? '' : `; grant ${missingPermission}`;
  return `${what} (${code}: ${words})${grant}`;
}

const FAILURE_WORDS = {
  no_credentials: 'there are no credentials',
  expired_credentials: 'the credentials have expired',
  not_allowed: 'permission is missing',
  throttled: 'the platform asks for fewer requests',
  unreachable: 'there was no answer',
  unsupported: 'this cannot be done here',
  other: 'the platform refused',
} as const satisfies Record<Failure['kind'], string>;
