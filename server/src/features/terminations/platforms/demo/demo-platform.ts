import type { DemoProcess } from '@hormesis/contract/demo-fleet.ts';
import type {
  Failure,
  FoundGroup,
  GroupAddress,
  Listing,
  MemberAddress,
  Place,
  Sighting,
  TerminationOutcome,
  TerminationPlatform,
  TerminationWay,
} from '../../platform-port.ts';

/** Who keeps the demo's processes. Both throw when there is no answer. */
export interface FleetKeeper {
  list(signal: AbortSignal): Promise<readonly DemoProcess[]>;
  /** False: that life of it was over already. */
  kill(name: string, pid: number, signal: AbortSignal): Promise<boolean>;
}

/**
 * The demo of `npm start` as a platform: a service in a region is a group, its processes are the members, and the supervisor
 * that starts them again is what heals it. A kill is a real one, SIGKILL.
 */
export class DemoPlatform implements TerminationPlatform {
  readonly kind = 'demo';
  readonly places: readonly Place[];
  readonly #keeper: FleetKeeper;

  constructor(keeper: FleetKeeper, regions: readonly string[]) {
    this.#keeper = keeper;
    this.places = regions.map((region) => ({ platform: 'demo', account: 'demo', region }));
  }

  async list(place: Place, signal: AbortSignal): Promise<Listing> {
    try {
      const here = (await this.#keeper.list(signal)).filter(({ region }) => region === place.region);
      return { kind: 'listed', groups: [...Map.groupBy(here, ({ service }) => service)].map(groupOf(place)) };
    } catch (error) {
      return { kind: 'failed', failure: unreachable(error) };
    }
  }

  async find({ place, group }: GroupAddress, signal: AbortSignal): Promise<Sighting> {
    const listing = await this.list(place, signal);
    if (listing.kind === 'failed') return listing;
    const found = listing.groups.find((each) => each.group === group);
    return found ? { kind: 'found', group: found } : { kind: 'vanished' };
  }

  async terminate(
    { member, name }: MemberAddress,
    _way: TerminationWay,
    signal: AbortSignal,
  ): Promise<TerminationOutcome> {
    try {
      const killed = await this.#keeper.kill(name, Number(member.slice(member.lastIndexOf('#') + 1)), signal);
      return killed ? { kind: 'done' } : { kind: 'vanished' };
    } catch (error) {
      return { kind: 'failed', failure: unreachable(error) };
    }
  }

  async close(): Promise<void> {}
}

/** Members are lives: a process that was started again is another one, under the same name. */
function groupOf(place: Place): (of: [string, DemoProcess[]]) => FoundGroup {
  return ([service, processes]) => ({
    ...{ place, group: service, desiredCount: processes.length, disabledBecause: null },
    naming: { app: service, stack: null, detail: null, cluster: service },
    members: processes.flatMap(({ name, zone, pid, ready, startedAtMs }) =>
      pid === null
        ? []
        : [{ member: `${name}#${pid}`, name, zone, startedAtMs, state: ready ? 'healthy' : 'starting' }],
    ),
  });
}

function unreachable(error: unknown): Failure {
  const words = error instanceof Error ? error.message : String(error);
  return { kind: 'unreachable', code: 'NoAnswer', words, missingPermission: null };
}
