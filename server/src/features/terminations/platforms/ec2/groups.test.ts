import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import type { Instance } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { GROUP_TAG, groupsOf } from './groups.ts';
import { namingOf, tagsOf } from './naming.ts';

const place = { platform: 'ec2', account: 'prod', region: 'eu-west-1' } as const;

const instance = (id: string, state: string, tags: Record<string, string>): Instance => ({
  InstanceId: id,
  State: { Name: state as 'running' },
  Placement: { AvailabilityZone: 'eu-west-1a' },
  LaunchTime: new Date(1_000),
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
});
const ours = { [GROUP_TAG]: 'api-main-v012' };
const inGroup = (InstanceId: string, LifecycleState: string, HealthStatus = 'Healthy') => ({
  ...{ InstanceId, LifecycleState: LifecycleState as 'InService', HealthStatus },
  ...{ AvailabilityZone: 'eu-west-1a', ProtectedFromScaleIn: false },
});

test('EC2 knows of an end before Auto Scaling does, and Auto Scaling of health', () => {
  const group: AutoScalingGroup = {
    ...{ AutoScalingGroupName: 'api-main-v012', MinSize: 1, MaxSize: 9, DesiredCapacity: 6, DefaultCooldown: 0 },
    ...{ AvailabilityZones: [], HealthCheckType: 'EC2', CreatedTime: new Date(0) },
    Instances: [
      ...['i-serves', 'i-told', 'i-stopped'].map((id) => inGroup(id, 'InService')),
      inGroup('i-sick', 'InService', 'Unhealthy'),
      inGroup('i-standby', 'Standby'),
      inGroup('i-warming', 'Pending:Wait'),
      inGroup('i-leaving', 'Terminating:Wait'),
      inGroup('i-gone', 'InService'),
    ],
  };
  const instances = [
    ...['i-serves', 'i-sick', 'i-standby', 'i-warming', 'i-leaving', 'i-stranger'].map((id) =>
      instance(id, 'running', ours),
    ),
    instance('i-told', 'shutting-down', ours),
    instance('i-stopped', 'stopped', ours),
    instance('i-new', 'pending', ours),
  ];
  const [found] = groupsOf(place, [group], instances);
  expect(found).toMatchObject({ group: 'api-main-v012', desiredCount: 6, disabledBecause: null });
  expect(Object.fromEntries(found?.members.map(({ name, state }) => [name, state]) ?? [])).toEqual({
    'i-serves': 'healthy',
    'i-sick': 'unhealthy',
    'i-standby': 'unhealthy',
    'i-stranger': 'unhealthy',
    'i-stopped': 'unhealthy',
    'i-warming': 'starting',
    'i-new': 'starting',
    'i-told': 'ending',
    'i-leaving': 'ending',
  });
});

test.each([
  [{ Status: 'Delete in progress' }, 'Delete in progress'],
  [{ SuspendedProcesses: [{ ProcessName: 'Launch' }] }, 'Launch is suspended'],
  [
    { SuspendedProcesses: [{ ProcessName: 'AZRebalance' }, { ProcessName: 'HealthCheck' }] },
    'HealthCheck is suspended',
  ],
])('%j: nobody would replace a member', (part, said) => {
  const [found] = groupsOf(place, [{ AutoScalingGroupName: 'api', ...part } as AutoScalingGroup], []);
  expect(found?.disabledBecause).toContain(said);
});

test('instances without an Auto Scaling group are one by their tags; those without tags are in none', () => {
  const groups = groupsOf(
    place,
    [],
    [
      instance('i-1', 'running', { App: 'cache', Stack: 'main' }),
      instance('i-2', 'running', { 'hormesis:cluster': 'cache-main', App: 'other' }),
      instance('i-3', 'running', { Name: 'somebody’s desk' }),
      instance('i-4', 'running', { [GROUP_TAG]: 'vanished' }),
    ],
  );
  expect(groups.map(({ group, members }) => [group, members.map(({ name }) => name)])).toEqual([
    ['cluster:cache-main', ['i-1', 'i-2']],
  ]);
  expect(groups[0]?.desiredCount).toBeNull();
});

test.each([
  ['api', {}, ['api', null, null, 'api']],
  ['api-main-v012', {}, ['api', 'main', null, 'api-main']],
  ['api-main-eu-canary-v003', {}, ['api', 'main', 'eu-canary', 'api-main-eu-canary']],
  ['api--canary', {}, ['api', null, 'canary', 'api--canary']],
  ['asg-17', { App: 'api', 'hormesis:app': 'gateway', stack: 'main' }, ['gateway', 'main', null, 'asg-17']],
  ['asg-17', { Detail: '', Cluster: 'api-main' }, ['asg', '17', null, 'api-main']],
])('%s with tags %j', (name, tags, [app, stack, detail, cluster]) => {
  const read = tagsOf(Object.entries(tags).map(([Key, Value]) => ({ Key, Value })));
  expect(namingOf(name, read)).toEqual({ app, stack, detail, cluster });
});
