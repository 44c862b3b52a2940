import type { V1ObjectMeta, V1Pod, V1ReplicaSet } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { groupsOf } from './groups.ts';
import { daemonSet, deployment, parseGroupName, selectorText, statefulSet } from './workloads.ts';

const place = { platform: 'kubernetes', account: 'shop', region: '-' } as const;

const metadata = (name: string, owner?: readonly [kind: string, uid: string]): V1ObjectMeta => ({
  ...{ namespace: 'shop', name, uid: `uid-${name}` },
  ...(owner && {
    ownerReferences: [{ apiVersion: 'apps/v1', kind: owner[0], name: owner[1], uid: owner[1], controller: true }],
  }),
});
const selector = { matchLabels: { app: 'x' } };
const template = { metadata: { labels: { 'app.kubernetes.io/name': 'shop-web' } } };
const pod = (name: string, owner: readonly [string, string], part: Partial<V1Pod> = {}): V1Pod => ({
  metadata: metadata(name, owner),
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  spec: { containers: [], nodeName: 'node-1' },
  ...part,
});
const replicaSet = (name: string, owner?: readonly [string, string]): V1ReplicaSet => ({
  metadata: metadata(name, owner),
  spec: { selector, replicas: 2 },
});

test('a pod belongs to what is at the end of its chain of controllers', () => {
  const groups = groupsOf(place, {
    workloads: [
      deployment({ metadata: metadata('web'), spec: { selector, template, replicas: 3 } }),
      statefulSet({ metadata: metadata('db'), spec: { selector, template: {}, serviceName: 'db' } }),
      daemonSet({
        metadata: metadata('log'),
        spec: { selector, template: {} },
        status: { desiredNumberScheduled: 5, currentNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
      }),
    ],
    replicaSets: [
      replicaSet('web-old', ['Deployment', 'uid-web']),
      replicaSet('web-new', ['Deployment', 'uid-web']),
      replicaSet('alone'),
      replicaSet('rolled', ['Rollout', 'uid-rollout']),
    ],
    pods: [
      pod('web-1', ['ReplicaSet', 'uid-web-old']),
      pod('web-2', ['ReplicaSet', 'uid-web-new']),
      pod('db-0', ['StatefulSet', 'uid-db']),
      pod('log-1', ['DaemonSet', 'uid-log']),
      pod('alone-1', ['ReplicaSet', 'uid-alone']),
      pod('rolled-1', ['ReplicaSet', 'uid-rolled']),
      pod('job-1', ['Job', 'uid-job']),
    ],
    zones: new Map([['node-1', 'eu-west-1b']]),
  });
  expect(
    groups.map(({ group, desiredCount, members }) => [group, desiredCount, members.map(({ name }) => name)]),
  ).toEqual([
    ['shop/Deployment/web', 3, ['web-1', 'web-2']],
    ['shop/StatefulSet/db', 1, ['db-0']],
    ['shop/DaemonSet/log', 5, ['log-1']],
    ['shop/ReplicaSet/alone', 2, ['alone-1']],
    ['shop/ReplicaSet/rolled', 2, ['rolled-1']],
  ]);
  expect(groups[0]?.naming).toEqual({ app: 'shop-web', stack: 'shop', detail: null, cluster: 'web' });
  expect(groups[0]?.members[0]).toMatchObject({ member: 'uid-web-1', zone: 'eu-west-1b', state: 'healthy' });
});

test('what was told to go is ending, what is not ready serves nobody, and what has ended is gone', () => {
  const owner = ['StatefulSet', 'uid-db'] as const;
  const ready = (status: string) => [{ type: 'Ready', status }];
  const [group] = groupsOf(place, {
    workloads: [statefulSet({ metadata: metadata('db'), spec: { selector, template: {}, serviceName: 'db' } })],
    replicaSets: [],
    pods: [
      pod('told', owner, { metadata: { ...metadata('told', owner), deletionTimestamp: new Date() } }),
      pod('waiting', owner, { status: { phase: 'Pending' } }),
      pod('sick', owner, { status: { phase: 'Running', conditions: ready('False') } }),
      pod('evicted', owner, { status: { phase: 'Failed' } }),
    ],
    zones: new Map(),
  });
  expect(group?.members.map(({ name, state, zone }) => [name, state, zone])).toEqual([
    ['told', 'ending', null],
    ['waiting', 'starting', null],
    ['sick', 'unhealthy', null],
  ]);
});

test('a paused or a dying workload gives none of its pods', () => {
  const paused = deployment({ metadata: metadata('web'), spec: { selector, template, paused: true } });
  const dying = deployment({ metadata: { ...metadata('web'), deletionTimestamp: new Date() } });
  expect(paused.disabledBecause).toContain('paused');
  expect(dying.disabledBecause).toContain('being deleted');
});

test('a selector as the API takes it', () => {
  const matchExpressions = [
    { key: 'tier', operator: 'In', values: ['a', 'b'] },
    { key: 'track', operator: 'NotIn', values: ['canary'] },
    { key: 'live', operator: 'Exists' },
    { key: 'old', operator: 'DoesNotExist' },
  ];
  expect(selectorText({ matchLabels: { app: 'web' }, matchExpressions })).toBe(
    'app=web,tier in (a,b),track notin (canary),live,!old',
  );
});

test.each(['shop/Deployment', 'shop/Job/x', 'shop/Deployment/a/b', '/Deployment/a', ''])(
  '%j names no group',
  (name) => {
    expect(parseGroupName(name)).toBeNull();
  },
);
