import type { V1ListMeta, V1Pod, V1ReplicaSet } from '@kubernetes/client-node';
import { refusalOf } from './failure.ts';
import { type Seen, zonesOf } from './groups.ts';
import type { Session } from './session.ts';
import {
  daemonSet,
  deployment,
  replicaSet,
  selectorText,
  statefulSet,
  type Workload,
  type WorkloadAddress,
} from './workloads.ts';

const PAGE = 500;

interface Page<Item> {
  readonly metadata?: V1ListMeta;
  readonly items: readonly Item[];
}

/** Everything in a namespace, or in the whole cluster. @throws what the client throws: half a list is none. */
export async function readAll(session: Session, namespace: string | null): Promise<Seen> {
  const { apps, core } = session;
  const [deployments, statefulSets, daemonSets, replicaSets, pods] = await Promise.all([
    allPages((page) =>
      namespace === null
        ? apps.listDeploymentForAllNamespaces(page)
        : apps.listNamespacedDeployment({ namespace, ...page }),
    ),
    allPages((page) =>
      namespace === null
        ? apps.listStatefulSetForAllNamespaces(page)
        : apps.listNamespacedStatefulSet({ namespace, ...page }),
    ),
    allPages((page) =>
      namespace === null
        ? apps.listDaemonSetForAllNamespaces(page)
        : apps.listNamespacedDaemonSet({ namespace, ...page }),
    ),
    allPages((page) =>
      namespace === null
        ? apps.listReplicaSetForAllNamespaces(page)
        : apps.listNamespacedReplicaSet({ namespace, ...page }),
    ),
    allPages((page) =>
      namespace === null ? core.listPodForAllNamespaces(page) : core.listNamespacedPod({ namespace, ...page }),
    ),
  ]);
  const workloads = [...deployments.map(deployment), ...statefulSets.map(statefulSet), ...daemonSets.map(daemonSet)];
  return { workloads, replicaSets, pods, zones: await readZones(session, pods) };
}

/** One workload with its pods; null when it is gone. @throws what the client throws. */
export async function readOne(session: Session, address: WorkloadAddress): Promise<Seen | null> {
  const found = await readWorkload(session, address).catch((error: unknown) => {
    if (refusalOf(error)?.status === 404) return null;
    throw error;
  });
  if (found === null) return null;
  const { namespace } = address;
  const within = { namespace, labelSelector: selectorText(found.workload.selector) };
  const [pods, owned] = await Promise.all([
    allPages((page) => session.core.listNamespacedPod({ ...within, ...page })),
    address.kind === 'Deployment'
      ? allPages((page) => session.apps.listNamespacedReplicaSet({ ...within, ...page }))
      : [],
  ]);
  return {
    workloads: found.replicaSet ? [] : [found.workload],
    replicaSets: found.replicaSet ? [found.replicaSet] : owned,
    pods,
    zones: await readZones(session, pods),
  };
}

async function readWorkload(
  { apps }: Session,
  { kind, namespace, name }: WorkloadAddress,
): Promise<{ workload: Workload; replicaSet?: V1ReplicaSet }> {
  switch (kind) {
    case 'Deployment':
      return { workload: deployment(await apps.readNamespacedDeployment({ namespace, name })) };
    case 'StatefulSet':
      return { workload: statefulSet(await apps.readNamespacedStatefulSet({ namespace, name })) };
    case 'DaemonSet':
      return { workload: daemonSet(await apps.readNamespacedDaemonSet({ namespace, name })) };
    case 'ReplicaSet': {
      const read = await apps.readNamespacedReplicaSet({ namespace, name });
      return { workload: replicaSet(read), replicaSet: read };
    }
  }
}

async function allPages<Item>(
  ask: (page: { limit: number; _continue?: string }) => Promise<Page<Item>>,
): Promise<Item[]> {
  const items: Item[] = [];
  let next: string | undefined;
  do {
    const page = await ask({ limit: PAGE, ...(next ? { _continue: next } : {}) });
    items.push(...page.items);
    next = page.metadata?._continue;
  } while (next);
  return items;
}

/** Zones are worth having, not worth failing for: who has rights in a namespace alone may read no nodes. */
async function readZones({ core }: Session, pods: readonly V1Pod[]): Promise<ReadonlyMap<string, string>> {
  if (!pods.some(({ spec }) => spec?.nodeName)) return new Map();
  return allPages((page) => core.listNode(page)).then(zonesOf, () => new Map<string, string>());
}
