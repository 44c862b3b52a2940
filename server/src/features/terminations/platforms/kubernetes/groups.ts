import type { V1OwnerReference, V1Pod, V1ReplicaSet } from '@kubernetes/client-node';
import type { FoundGroup, Member, Place } from '../../platform-port.ts';
import { groupName, replicaSet, type Workload } from './workloads.ts';

const ZONE_LABEL = 'topology.kubernetes.io/zone';

export interface Seen {
  /** Without the ReplicaSets. */
  readonly workloads: readonly Workload[];
  readonly replicaSets: readonly V1ReplicaSet[];
  readonly pods: readonly V1Pod[];
  /** Zone by name of node; empty where nodes may not be read. */
  readonly zones: ReadonlyMap<string, string>;
}

/**
 * The groups of a cluster with their pods. A pod belongs to the workload at the end of its chain of controllers, found by
 * uid: a selector also matches pods that are somebody else's. Of ReplicaSets only those count that no Deployment owns.
 */
export function groupsOf(place: Place, { workloads, replicaSets, pods, zones }: Seen): FoundGroup[] {
  const deploymentOf = new Map<string, string>();
  const standalone: Workload[] = [];
  for (const each of replicaSets) {
    const owner = controllerOf(each);
    if (owner?.kind === 'Deployment') deploymentOf.set(each.metadata?.uid ?? '', owner.uid);
    else standalone.push(replicaSet(each));
  }
  const podsOf = Map.groupBy(pods.filter(isThere), (pod) => {
    const owner = controllerOf(pod)?.uid ?? '';
    return deploymentOf.get(owner) ?? owner;
  });
  return [...workloads, ...standalone].map((workload) => ({
    place,
    group: groupName(workload),
    naming: {
      app: workload.labels['app.kubernetes.io/name'] ?? workload.labels.app ?? workload.name,
      stack: workload.namespace,
      detail: null,
      cluster: workload.name,
    },
    desiredCount: workload.desiredCount,
    disabledBecause: workload.disabledBecause,
    members: (podsOf.get(workload.uid) ?? []).map((pod) => memberOf(pod, zones)),
  }));
}

function controllerOf({ metadata }: V1Pod | V1ReplicaSet): V1OwnerReference | undefined {
  return metadata?.ownerReferences?.find(({ controller }) => controller);
}

/** What has ended stays listed, after an eviction by the node for instance, and serves nobody. */
function isThere({ status }: V1Pod): boolean {
  return status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

function memberOf(pod: V1Pod, zones: ReadonlyMap<string, string>): Member {
  return {
    member: pod.metadata?.uid ?? '',
    name: pod.metadata?.name ?? '',
    zone: pod.metadata?.labels?.[ZONE_LABEL] ?? zones.get(pod.spec?.nodeName ?? '') ?? null,
    state: stateOf(pod),
    startedAtMs: pod.status?.startTime?.getTime() ?? null,
  };
}

export function zonesOf(
  nodes: readonly { readonly metadata?: { readonly name?: string; readonly labels?: Record<string, string> } }[],
): Map<string, string> {
  return new Map(
    nodes.flatMap(({ metadata }) => {
      const zone = metadata?.labels?.[ZONE_LABEL];
      return metadata?.name && zone ? [[metadata.name, zone] as const] : [];
    }),
  );
}

function stateOf({ metadata, status }: V1Pod): Member['state'] {
  if (metadata?.deletionTimestamp) return 'ending';
  if (status?.phase === 'Pending') return 'starting';
  const ready = status?.conditions?.some((each) => each.type === 'Ready' && each.status === 'True');
  return status?.phase === 'Running' && ready ? 'healthy' : 'unhealthy';
}
