import { failureText } from './lookout.ts';
import type { Sighting } from './platform-port.ts';
import type { Part } from './termination.ts';

/** A part that lost members, and what it looks like now. */
export interface SeenPart {
  readonly part: Part;
  readonly sighting: Sighting;
  /** Those of it that were killed, or may have been. */
  readonly struck: ReadonlySet<string>;
  /** Those of the struck of which nobody knows whether they were. */
  readonly unknown: ReadonlySet<string>;
}

export interface Standing {
  /** So many as there should be have at least begun to start. */
  readonly replaced: boolean;
  /** So many as there should be are healthy. */
  readonly healthy: boolean;
  /** The same, where those count that were asked for without an answer and are seen to be healthy. */
  readonly healthyWithUnknown: boolean;
  /** Members that were asked for without an answer, and live on. */
  readonly alive: readonly string[];
  /** What is still missing, in a sentence. */
  readonly missing: string;
  /** True when no part is left that could recover. */
  readonly gone: boolean;
}

/** Whether a group is whole again: without those that were struck, it has as many members as are desired now. */
export function standingOf(parts: readonly SeenPart[]): Standing {
  const each = parts.map(standingOfPart);
  return {
    replaced: each.every(({ replaced }) => replaced),
    healthy: each.every(({ healthy }) => healthy),
    healthyWithUnknown: each.every(({ healthyWithUnknown }) => healthyWithUnknown),
    alive: each.flatMap(({ alive }) => alive),
    missing: each.flatMap(({ missing }) => missing || []).join('; '),
    gone: each.every(({ gone }) => gone),
  };
}

function standingOfPart({ part, sighting, struck, unknown }: SeenPart): Standing {
  const nothing = { replaced: false, healthy: false, healthyWithUnknown: false, alive: [] };
  switch (sighting.kind) {
    case 'vanished':
      return { ...nothing, missing: `${part.group} has vanished`, gone: true };
    case 'failed':
      return {
        ...nothing,
        missing: `${part.group} could not be looked at: ${failureText(sighting.failure)}`,
        gone: false,
      };
    case 'found': {
      const { members, desiredCount } = sighting.group;
      const others = members.filter(({ member }) => !struck.has(member));
      const wanted = desiredCount ?? part.healthyBefore;
      const healthy = others.filter(({ state }) => state === 'healthy').length;
      const unharmed = members.filter(({ member, state }) => unknown.has(member) && state === 'healthy').length;
      return {
        replaced: others.filter(({ state }) => state !== 'ending').length >= wanted,
        healthy: healthy >= wanted,
        healthyWithUnknown: healthy + unharmed >= wanted,
        alive: members.filter(({ member, state }) => struck.has(member) && state !== 'ending').map(({ name }) => name),
        missing: healthy >= wanted ? '' : `${part.group} has ${healthy} of ${wanted} healthy members`,
        gone: false,
      };
    }
  }
}
