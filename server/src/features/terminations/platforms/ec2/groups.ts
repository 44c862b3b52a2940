import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import type { Instance } from '@aws-sdk/client-ec2';
import type { FoundGroup, Member, Place } from '../../platform-port.ts';
import { clusterOf, namingOf, tagsOf } from './naming.ts';

/** The tag that Auto Scaling puts on each instance of a group; nobody else may write it. */
export const GROUP_TAG = 'aws:autoscaling:groupName';

/** An Auto Scaling group's name holds no colon, so this is never one. */
const CLUSTER_PREFIX = 'cluster:';

/** The processes without which nobody notices that an instance is gone, or nobody starts another. */
const REPLACING = ['Launch', 'HealthCheck', 'ReplaceUnhealthy'];

export function isClusterGroup(group: string): boolean {
  return group.startsWith(CLUSTER_PREFIX);
}

/** All groups of a place: those of Auto Scaling, also empty ones, and the clusters of instances that have none. */
export function groupsOf(
  place: Place,
  autoScaling: readonly AutoScalingGroup[],
  instances: readonly Instance[],
): FoundGroup[] {
  const keptBy = Map.groupBy(instances, (instance) => tagsOf(instance.Tags).get(GROUP_TAG.toLowerCase()) ?? null);
  return [
    ...autoScaling.map((group) => autoScalingGroup(place, group, keptBy.get(group.AutoScalingGroupName ?? '') ?? [])),
    ...clusterGroups(place, keptBy.get(null) ?? []),
  ];
}

function autoScalingGroup(place: Place, group: AutoScalingGroup, instances: readonly Instance[]): FoundGroup {
  const name = group.AutoScalingGroupName ?? '';
  const known = new Map(group.Instances?.map((each) => [each.InstanceId, each]));
  return {
    place,
    group: name,
    naming: namingOf(name, tagsOf(group.Tags)),
    desiredCount: group.DesiredCapacity ?? null,
    disabledBecause: disabledBecause(group),
    members: instances.map((instance) => {
      const seen = known.get(instance.InstanceId);
      return memberOf(instance, stateInGroup(instance, seen?.LifecycleState, seen?.HealthStatus));
    }),
  };
}

function disabledBecause({ Status, SuspendedProcesses }: AutoScalingGroup): string | null {
  // Only a group that is being deleted has a status: "Delete in progress".
  if (Status) return `the Auto Scaling group says "${Status}"`;
  const suspended = REPLACING.filter((name) => SuspendedProcesses?.some(({ ProcessName }) => ProcessName === name));
  if (suspended.length === 0) return null;
  return `its Auto Scaling process${suspended.length > 1 ? 'es' : ''} ${suspended.join(', ')} ${suspended.length > 1 ? 'are' : 'is'} suspended`;
}

function clusterGroups(place: Place, instances: readonly Instance[]): FoundGroup[] {
  const clusters = Map.groupBy(instances, ({ Tags }) => clusterOf(tagsOf(Tags)));
  return [...clusters].flatMap(([cluster, members]) => {
    if (cluster === null) return [];
    const tags = tagsOf(members[0]?.Tags);
    return {
      place,
      group: `${CLUSTER_PREFIX}${cluster}`,
      naming: namingOf(cluster, tags),
      desiredCount: null,
      disabledBecause: null,
      members: members.map((instance) => memberOf(instance, stateOf(instance) ?? 'healthy')),
    };
  });
}

function memberOf(instance: Instance, state: Member['state']): Member {
  const id = instance.InstanceId ?? '';
  return {
    member: id,
    name: id,
    zone: instance.Placement?.AvailabilityZone ?? null,
    state,
    startedAtMs: instance.LaunchTime?.getTime() ?? null,
  };
}

/** What EC2 alone says; null while it runs. EC2 knows of an end before Auto Scaling notices, whoever asked for it. */
function stateOf({ State }: Instance): Member['state'] | null {
  switch (State?.Name) {
    case 'pending':
      return 'starting';
    case 'running':
      return null;
    case 'stopping':
    case 'stopped':
      return 'unhealthy';
    default:
      return 'ending';
  }
}

/** `InService` and `Healthy` serves. One that runs but that the group does not count, as in standby, does not. */
function stateInGroup(instance: Instance, lifecycle: string | undefined, health: string | undefined): Member['state'] {
  const own = stateOf(instance);
  if (own === 'ending' || own === 'unhealthy') return own;
  if (lifecycle?.startsWith('Terminat')) return 'ending';
  if (own === 'starting' || lifecycle?.startsWith('Pending')) return 'starting';
  return lifecycle === 'InService' && health?.toLowerCase() === 'healthy' ? 'healthy' : 'unhealthy';
}
