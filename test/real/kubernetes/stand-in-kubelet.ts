import { CoreV1Api, type KubeConfig, PatchStrategy, setHeaderOptions, type V1Pod } from '@kubernetes/client-node';

export interface StandIn {
  stop(): Promise<void>;
}

/**
 * What a scheduler and kubelets would do, as far as a workload's controller sees: a pod gets a node, runs and is ready, and
 * one that was told to go is gone after its grace period, at most `graceMs`.
 */
export function standInForNodes(admin: KubeConfig, nodes: readonly string[], graceMs: number): StandIn {
  const core = admin.makeApiClient(CoreV1Api);
  let stopped = false;
  let turn = 0;
  const round = async () => {
    const { items } = await core.listPodForAllNamespaces();
    for (const pod of items) {
      // Another round sees what changed in between.
      await attend(core, pod, () => nodes[turn++ % nodes.length] ?? '', graceMs).catch(() => {});
    }
  };
  const loop = async () => {
    while (!stopped) {
      await round().catch(() => {});
      await new Promise((wake) => setTimeout(wake, 50));
    }
  };
  const ended = loop();
  return {
    async stop() {
      stopped = true;
      await ended;
    },
  };
}

async function attend(core: CoreV1Api, pod: V1Pod, nextNode: () => string, graceMs: number): Promise<void> {
  const { name = '', namespace = '', deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata ?? {};
  if (deletionTimestamp) {
    // The API server set the time at which its grace period will be over.
    const toldAtMs = deletionTimestamp.getTime() - (deletionGracePeriodSeconds ?? 0) * 1_000;
    if (Date.now() - toldAtMs >= graceMs) await core.deleteNamespacedPod({ name, namespace, gracePeriodSeconds: 0 });
  } else if (!pod.spec?.nodeName) {
    const target = { apiVersion: 'v1', kind: 'Node', name: wantedNode(pod) ?? nextNode() };
    await core.createNamespacedPodBinding({ name, namespace, body: { metadata: { name }, target } });
  } else if (pod.status?.phase === 'Pending') {
    const now = new Date().toISOString();
    const conditions = ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => ({
      ...{ type, status: 'True', lastTransitionTime: now },
    }));
    const body = { status: { phase: 'Running', startTime: now, conditions } };
    const asMerge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
    await core.patchNamespacedPodStatus({ name, namespace, body }, asMerge);
  }
}

/** A DaemonSet's controller says by affinity which node a pod is for. */
function wantedNode({ spec }: V1Pod): string | undefined {
  const terms = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms?.[0]?.matchFields?.find(({ key }) => key === 'metadata.name')?.values?.[0];
}
