import type {
  Failure,
  FoundGroup,
  GroupAddress,
  Listing,
  Member,
  MemberAddress,
  Place,
  Sighting,
  TerminationOutcome,
  TerminationPlatform,
  TerminationWay,
} from '@hormesis/server/features/terminations/platform-port.ts';

/** A platform in memory: groups heal when the test says so, and places and kills fail as it says. */
export class ScriptedPlatform implements TerminationPlatform {
  readonly kind;
  readonly places: readonly Place[];
  readonly groups = new Map<string, FoundGroup>();
  /** Everybody who was really killed, in this order. */
  readonly killed: { readonly member: string; readonly way: TerminationWay }[] = [];
  /** Answers of the next kills; when there is none left, members die. */
  readonly answers: TerminationOutcome[] = [];
  readonly broken = new Map<string, Failure>();
  /** True: a new healthy member stands there as soon as one is killed. */
  healsAtOnce = false;
  asked = 0;
  #born = 0;

  constructor(kind: TerminationPlatform['kind'], places: readonly Omit<Place, 'platform'>[]) {
    this.kind = kind;
    this.places = places.map((place) => ({ ...place, platform: kind }));
  }

  /** A group of `size` healthy members in the first place, or in `place`. */
  add(cluster: string, size: number, more: Partial<Omit<FoundGroup, 'members'>> = {}): FoundGroup {
    const [app = cluster, stack = null, detail = null] = cluster.split('-');
    const place = more.place ?? this.places[0];
    if (!place) throw new Error('a platform without a place');
    const group: FoundGroup = {
      ...{ place, group: cluster, naming: { app, stack, detail, cluster }, desiredCount: size, disabledBecause: null },
      ...{ members: Array.from({ length: size }, () => this.#newMember(cluster)), ...more },
    };
    this.groups.set(addressOf(group), group);
    return group;
  }

  /** New healthy members where some are missing, and those that end are gone. */
  heal(address: GroupAddress): void {
    this.#change(address, ({ members, desiredCount, group }) => {
      const left = members
        .filter(({ state }) => state !== 'ending')
        .map((each) => ({ ...each, state: 'healthy' as const }));
      const missing = Math.max(0, (desiredCount ?? 0) - left.length);
      return [...left, ...Array.from({ length: missing }, () => this.#newMember(group))];
    });
  }

  /** New members that still start. */
  replace(address: GroupAddress): void {
    this.#change(address, ({ members, desiredCount, group }) => {
      const left = members.filter(({ state }) => state !== 'ending');
      const missing = Math.max(0, (desiredCount ?? 0) - left.length);
      return [
        ...left,
        ...Array.from({ length: missing }, () => ({ ...this.#newMember(group), state: 'starting' as const })),
      ];
    });
  }

  async list(place: Place): Promise<Listing> {
    const failure = this.broken.get(place.region);
    if (failure) return { kind: 'failed', failure };
    const groups = [...this.groups.values()].filter(
      (each) => each.place.account === place.account && each.place.region === place.region,
    );
    return { kind: 'listed', groups };
  }

  async find(address: GroupAddress): Promise<Sighting> {
    const failure = this.broken.get(address.place.region);
    if (failure) return { kind: 'failed', failure };
    const group = this.groups.get(addressOf(address));
    return group ? { kind: 'found', group } : { kind: 'vanished' };
  }

  async terminate(address: MemberAddress, way: TerminationWay): Promise<TerminationOutcome> {
    this.asked += 1;
    const answer = this.answers.shift();
    if (answer && answer.kind !== 'done') return answer;
    const members = this.groups.get(addressOf(address))?.members ?? [];
    const member = members.find((each) => each.member === address.member);
    if (!member) return { kind: 'vanished' };
    if (member.state === 'ending') return { kind: 'already_ending' };
    this.killed.push({ member: member.member, way });
    this.#change(address, (group) =>
      group.members.map((each) => (each === member ? { ...each, state: 'ending' } : each)),
    );
    if (this.healsAtOnce) this.heal(address);
    return { kind: 'done' };
  }

  async close(): Promise<void> {}

  #change(address: GroupAddress, members: (group: FoundGroup) => Member[]): void {
    const group = this.groups.get(addressOf(address));
    if (group) this.groups.set(addressOf(address), { ...group, members: members(group) });
  }

  #newMember(cluster: string): Member {
    this.#born += 1;
    const name = `${cluster}-${this.#born}`;
    return { member: name, name, zone: `zone-${'abc'[this.#born % 3]}`, state: 'healthy', startedAtMs: 0 };
  }
}

function addressOf({ place: { account, region }, group }: GroupAddress): string {
  return `${account}/${region}/${group}`;
}

export const throttled: TerminationOutcome = {
  kind: 'failed',
  failure: {
    kind: 'throttled',
    code: 'RequestLimitExceeded',
    words: 'Request limit exceeded.',
    missingPermission: null,
  },
};

export function failing(kind: Failure['kind'], code: string, words: string, missingPermission: string | null = null) {
  return { kind: 'failed', failure: { kind, code, words, missingPermission } } as const;
}
