import { readFile } from 'node:fs/promises';
import {
  AppsV1Api,
  CoreV1Api,
  type KubeConfig,
  KubernetesObjectApi,
  PolicyV1Api,
  type V1PodTemplateSpec,
} from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import { until } from '../../harness/until.ts';

/** Creates each document of a manifest, as `kubectl apply` would where there is nothing yet. */
export async function apply(admin: KubeConfig, manifest: URL): Promise<void> {
  const api = KubernetesObjectApi.makeApiClient(admin);
  for (const document of parseAllDocuments(await readFile(manifest, 'utf8'))) await api.create(document.toJS());
}

export async function addNode(admin: KubeConfig, name: string, zone: string): Promise<void> {
  const labels = { 'topology.kubernetes.io/zone': zone };
  await admin.makeApiClient(CoreV1Api).createNode({ body: { metadata: { name, labels } } });
}

/** A namespace in which pods may be made: its default service account comes a moment later. */
export async function addNamespace(admin: KubeConfig, name: string): Promise<void> {
  const core = admin.makeApiClient(CoreV1Api);
  await core.createNamespace({ body: { metadata: { name } } });
  const account = () => core.readNamespacedServiceAccount({ namespace: name, name: 'default' });
  await until(`the service account of ${name}`, account, 30_000);
}

const common = (name: string) => ({
  metadata: { name },
  spec: { selector: { matchLabels: { app: name } }, template: template(name) },
});

function template(app: string): V1PodTemplateSpec {
  // Nobody pulls it: there are no nodes.
  return { metadata: { labels: { app } }, spec: { containers: [{ name: 'main', image: 'none.invalid/none:0' }] } };
}

export async function addDeployment(
  admin: KubeConfig,
  namespace: string,
  name: string,
  replicas: number,
): Promise<void> {
  const { metadata, spec } = common(name);
  const body = { metadata, spec: { ...spec, replicas } };
  await admin.makeApiClient(AppsV1Api).createNamespacedDeployment({ namespace, body });
}

export async function addReplicaSet(
  admin: KubeConfig,
  namespace: string,
  name: string,
  replicas: number,
): Promise<void> {
  const { metadata, spec } = common(name);
  const body = { metadata, spec: { ...spec, replicas } };
  await admin.makeApiClient(AppsV1Api).createNamespacedReplicaSet({ namespace, body });
}

export async function addStatefulSet(
  admin: KubeConfig,
  namespace: string,
  name: string,
  replicas: number,
): Promise<void> {
  const { metadata, spec } = common(name);
  const body = { metadata, spec: { ...spec, replicas, serviceName: name } };
  await admin.makeApiClient(AppsV1Api).createNamespacedStatefulSet({ namespace, body });
}

export async function addDaemonSet(admin: KubeConfig, namespace: string, name: string): Promise<void> {
  await admin.makeApiClient(AppsV1Api).createNamespacedDaemonSet({ namespace, body: common(name) });
}

/** At most `maxUnavailable` pods of an app may be away; waits until its controller has counted them. */
export async function addBudget(
  admin: KubeConfig,
  namespace: string,
  app: string,
  maxUnavailable: number,
): Promise<void> {
  const policy = admin.makeApiClient(PolicyV1Api);
  const body = { metadata: { name: app }, spec: { maxUnavailable, selector: { matchLabels: { app } } } };
  await policy.createNamespacedPodDisruptionBudget({ namespace, body });
  const counted = async () => {
    const { status } = await policy.readNamespacedPodDisruptionBudget({ namespace, name: app });
    return status?.observedGeneration && (status.currentHealthy ?? 0) >= (status.desiredHealthy ?? 1);
  };
  await until(`the budget of ${app}`, counted, 30_000);
}

/** As `kubectl create token` gives it. */
export async function tokenOf(admin: KubeConfig, namespace: string, name: string): Promise<string> {
  const body = { spec: { audiences: [] } };
  const made = await admin.makeApiClient(CoreV1Api).createNamespacedServiceAccountToken({ namespace, name, body });
  if (!made.status?.token) throw new Error(`no token for ${namespace}/${name}`);
  return made.status.token;
}
