import type { FoundGroup, Member, Place } from '../platform-port.ts';

export const somewhere: Place = { platform: 'ec2', account: 'prod', region: 'eu-west-1' };

/** A group with one member for each of `states`, of which there should be as many. */
export function foundGroup({
  cluster = 'api-main',
  states,
  ...others
}: { cluster?: string; states: readonly Member['state'][] } & Partial<
  Omit<FoundGroup, 'naming' | 'members'>
>): FoundGroup {
  const [app = cluster, stack = null, detail = null] = cluster.split('-');
  return {
    place: somewhere,
    group: cluster,
    naming: { app, stack, detail, cluster },
    desiredCount: states.length,
    disabledBecause: null,
    members: states.map((state, index) => ({
      member: `${cluster}-${index}`,
      name: `${cluster}-${index}`,
      zone: `eu-west-1${'abc'[index % 3]}`,
      state,
      startedAtMs: 0,
    })),
    ...others,
  };
}
