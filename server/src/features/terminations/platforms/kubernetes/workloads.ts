import type {
  V1DaemonSet,
  V1Deployment,
  V1LabelSelector,
  V1ObjectMeta,
  V1PodTemplateSpec,
  V1ReplicaSet,
  V1StatefulSet,
} from '@kubernetes/client-node';

export type WorkloadKind = 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet';
const workloadKinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'] as const;

/** What heals itself, as far as terminations are concerned. */
export interface Workload {
  readonly kind: WorkloadKind;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Its own labels over those of its pods. */
  readonly labels: Readonly<Record<string, string>>;
  readonly selector: V1LabelSelector;
  readonly desiredCount: number;
  readonly disabledBecause: string | null;
}

export interface WorkloadAddress {
  readonly kind: WorkloadKind;
  readonly namespace: string;
  readonly name: string;
}

interface Listed {
  readonly metadata?: V1ObjectMeta;
  readonly spec?: { readonly selector?: V1LabelSelector; readonly template?: V1PodTemplateSpec };
}

export function deployment(listed: V1Deployment): Workload {
  // Its pods would be replaced, but by those of the old template: somebody is in the middle of something.
  const disabled = listed.spec?.paused ? 'the rollout of the Deployment is paused' : null;
  return workload('Deployment', listed, listed.spec?.replicas ?? 1, disabled);
}

export function statefulSet(listed: V1StatefulSet): Workload {
  return workload('StatefulSet', listed, listed.spec?.replicas ?? 1, null);
}

/** One pod for each node that it fits, as its controller counts them. */
export function daemonSet(listed: V1DaemonSet): Workload {
  return workload('DaemonSet', listed, listed.status?.desiredNumberScheduled ?? 0, null);
}

export function replicaSet(listed: V1ReplicaSet): Workload {
  return workload('ReplicaSet', listed, listed.spec?.replicas ?? 1, null);
}

function workload(
  kind: WorkloadKind,
  { metadata, spec }: Listed,
  desiredCount: number,
  disabledBecause: string | null,
): Workload {
  return {
    kind,
    namespace: metadata?.namespace ?? '',
    name: metadata?.name ?? '',
    uid: metadata?.uid ?? '',
    labels: { ...spec?.template?.metadata?.labels, ...metadata?.labels },
    selector: spec?.selector ?? {},
    desiredCount,
    disabledBecause: metadata?.deletionTimestamp ? `the ${kind} is being deleted` : disabledBecause,
  };
}

export function groupName({ namespace, kind, name }: WorkloadAddress): string {
  return `${namespace}/${kind}/${name}`;
}

/** null: no name of a group. */
export function parseGroupName(group: string): WorkloadAddress | null {
  const [namespace, wanted, name, ...rest] = group.split('/');
  const kind = workloadKinds.find((each) => each === wanted);
  return namespace && kind && name && rest.length === 0 ? { namespace, kind, name } : null;
}

/** As the API takes it: `app=web,tier in (a,b),!canary`. */
export function selectorText({ matchLabels = {}, matchExpressions = [] }: V1LabelSelector): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => {
    switch (operator) {
      case 'Exists':
        return key;
      case 'DoesNotExist':
        return `!${key}`;
      default:
        return `${key} ${operator.toLowerCase()} (${values.join(',')})`;
    }
  });
  return [...labels, ...expressions].join(',');
}
