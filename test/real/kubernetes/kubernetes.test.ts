import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type {
  FoundGroup,
  Member,
  MemberAddress,
  Place,
  TerminationPlatform,
  TerminationWay,
} from '@hormesis/server/features/terminations/platform-port.ts';
import { KubernetesPlatform } from '@hormesis/server/features/terminations/platforms/kubernetes/kubernetes-platform.ts';
import { openPlatforms } from '@hormesis/server/features/terminations/platforms/open-platforms.ts';
import { platformSettings } from '@hormesis/server/features/terminations/platforms/platform-settings.ts';
import { AppsV1Api, CoreV1Api, RbacAuthorizationV1Api } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { startControlPlane as startProcess } from '../../harness/control-plane.ts';
import { freshDatabase } from '../../harness/fresh-database.ts';
import { until } from '../../harness/until.ts';
import { OPEN } from '../../server/terminations/stage.ts';
import { buildPeers, COLD_BUILD_MS } from './build-peers.ts';
import {
  addBudget,
  addDaemonSet,
  addDeployment,
  addNamespace,
  addNode,
  addReplicaSet,
  addStatefulSet,
  apply,
  tokenOf,
} from './cluster-objects.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { killed, recovered, withStage } from './on-stage.ts';
import { type StandIn, standInForNodes } from './stand-in-kubelet.ts';

/** A real API server, its store and its controllers; only nodes are stood in for. What is asked has the rights of our manifest alone. */
const MANIFEST = new URL('../../../deploy/kubernetes/terminations.yaml', import.meta.url);
const place: Place = { platform: 'kubernetes', account: 'shop', region: 'eu' };
const evict: TerminationWay = { way: 'evict', gracePeriodSeconds: null };
const DAY_MS = 86_400_000;
const soon = () => AbortSignal.timeout(30_000);

let cluster: ControlPlane;
let nodes: StandIn;
let ours: TerminationPlatform;
beforeAll(async () => {
  cluster = await startControlPlane(await buildPeers());
  const { admin } = cluster;
  await addNode(admin, 'node-a', 'eu-a');
  await addNode(admin, 'node-b', 'eu-b');
  nodes = standInForNodes(admin, ['node-a', 'node-b'], 500);
  await apply(admin, MANIFEST);
  await addNamespace(admin, 'shop');
  ours = await platformFor('ours', await tokenOf(admin, 'hormesis', 'hormesis'));
}, COLD_BUILD_MS);
afterAll(async () => {
  await ours?.close();
  await nodes?.stop();
  await cluster?.stop();
});

async function platformFor(name: string, token: string, namespaces?: string[]): Promise<TerminationPlatform> {
  const kubeconfig = await cluster.kubeconfigOf(name, token);
  const entry = { account: place.account, region: place.region, kubeconfig, context: 'tests', namespaces };
  const [platform] = await openPlatforms(platformSettings.parse({ kind: 'Platforms', kubernetes: [entry] }));
  if (!platform) throw new Error('no platform was opened');
  return platform;
}

async function found(group: string, platform = ours): Promise<FoundGroup> {
  const sighting = await platform.find({ place, group }, soon());
  if (sighting.kind !== 'found') throw new Error(JSON.stringify(sighting));
  return sighting.group;
}

/** Waits until a group has all its members, healthy. */
function whole(group: string): Promise<FoundGroup> {
  const look = async () => {
    const seen = await found(group);
    const healthy = seen.members.filter(({ state }) => state === 'healthy');
    return healthy.length === seen.desiredCount && healthy.length === seen.members.length && seen;
  };
  return until(`${group} to be whole`, look, 60_000);
}

function first({ group, members }: FoundGroup): MemberAddress {
  return addressOf(group, members[0]);
}

function addressOf(group: string, member: Member | undefined): MemberAddress {
  if (!member) throw new Error(`${group} has no member`);
  return { place, group, member: member.member, name: member.name };
}

test('groups of all four kinds are found with their pods, what they should have and the zones', async () => {
  const { admin } = cluster;
  await addDeployment(admin, 'shop', 'web', 3);
  await addStatefulSet(admin, 'shop', 'db', 2);
  await addReplicaSet(admin, 'shop', 'worker', 2);
  await addDaemonSet(admin, 'shop', 'log');
  const names = ['Deployment/web', 'StatefulSet/db', 'DaemonSet/log', 'ReplicaSet/worker'].map(
    (name) => `shop/${name}`,
  );
  const each = await Promise.all(names.map(whole));
  expect(each.map(({ desiredCount }) => desiredCount)).toEqual([3, 2, 2, 2]);
  const listing = await ours.list(place, soon());
  if (listing.kind !== 'listed') throw new Error(JSON.stringify(listing));
  expect(listing.groups).toEqual(each);
  const zones = listing.groups.flatMap(({ members }) => members.map(({ zone }) => zone));
  expect(new Set(zones)).toEqual(new Set(['eu-a', 'eu-b']));
  expect(each[0]?.naming).toEqual({ app: 'web', stack: 'shop', detail: null, cluster: 'web' });
});

test('an evicted pod is replaced: the group is whole again with another', async () => {
  const before = await whole('shop/Deployment/web');
  const victim = first(before);
  expect(await ours.terminate(victim, evict, soon())).toEqual({ kind: 'done' });
  const after = await until(
    'another pod',
    async () => {
      const seen = await whole('shop/Deployment/web');
      return !seen.members.some(({ member }) => member === victim.member) && seen;
    },
    60_000,
  );
  expect(after.members).toHaveLength(3);
  expect(await ours.terminate(victim, evict, soon())).toEqual({ kind: 'vanished' });
});

test('the control plane records what the cluster said: refused, replaced, whole again, and what is missing', async () => {
  const { admin } = cluster;
  await addDeployment(admin, 'shop', 'search', 3);
  await whole('shop/Deployment/search');
  await withStage(ours, ['search'], async (stage) => {
    const key = 'kubernetes/shop/eu/search/shop/search';
    const made = await killed(stage, key);
    expect(await stage.outcomes(made.id)).toEqual([{ kind: 'done' }]);
    const healthy = await until('the group to be whole', () => recovered(stage, made.id), 60_000);
    expect(healthy).toBeGreaterThan(0);
    expect(healthy).toBeLessThan(60_000);
    const { members } = await found('shop/Deployment/search');
    expect(members.map(({ member }) => member)).not.toContain(made.targets[0]?.member);

    await addBudget(admin, 'shop', 'search', 0);
    stage.nowMs += 7 * DAY_MS;
    const refused = await killed(stage, key);
    expect(await stage.outcomes(refused.id)).toMatchObject([
      {
        kind: 'refused',
        by: 'disruption_budget',
        reason: expect.stringContaining('The disruption budget search needs 3'),
      },
    ]);
    expect(await stage.events(refused.id)).toMatchObject([{ kind: 'target' }, { kind: 'nothing' }]);
    expect((await whole('shop/Deployment/search')).members).toEqual(members);
  });
});

test('a platforms file and the manifest are all that a control plane needs to find, kill and watch', async () => {
  const { admin, folder, kubeconfigOf } = cluster;
  await addDeployment(admin, 'shop', 'cart', 3);
  const before = await whole('shop/Deployment/cart');
  const kubeconfig = await kubeconfigOf('process', await tokenOf(admin, 'hormesis', 'hormesis'));
  const platforms = path.join(folder, 'platforms.yaml');
  await writeFile(
    platforms,
    stringify({
      kind: 'Platforms',
      kubernetes: [{ account: place.account, region: place.region, kubeconfig, context: 'tests' }],
    }),
  );
  const fresh = await freshDatabase();
  const plane = await startProcess({ databaseUrl: fresh.url, env: { HORMESIS_PLATFORMS: platforms } });
  try {
    const headers = { authorization: `Bearer ${plane.adminToken}`, 'content-type': 'application/json' };
    const get = async (route: string) => (await fetch(`${plane.url}/api/v1${route}`, { headers })).json();
    const post = async (route: string, body: object) => {
      const own = { ...headers, 'idempotency-key': randomUUID() };
      const answer = await fetch(`${plane.url}/api/v1${route}`, {
        method: 'POST',
        headers: own,
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(await answer.text());
      return answer;
    };
    const apps = [{ app: 'cart', enabled: true, leashed: false }];
    await post('/terminations/settings', { yaml: stringify({ ...OPEN, apps }) });
    const key = 'kubernetes/shop/eu/cart/shop/cart';
    const { items, places } = (await get('/terminations/groups')) as { items: { key: string }[]; places: object[] };
    expect(items.find((each) => each.key === key)).toMatchObject({ eligible: 3, members: 3, healthy: 3, desired: 3 });
    expect(places).toMatchObject([{ account: 'shop', region: 'eu', problem: null }]);
    const done = await post('/terminations', { group: key, leashed: false, confirm: key });
    const { id, targets } = (await done.json()) as { id: string; targets: { name: string }[] };
    const recovery = async () => ((await get(`/terminations/${id}`)) as { recovery: { name: string } }).recovery;
    const end = await until(
      'the group to be whole',
      async () => {
        const now = await recovery();
        return now.name !== 'watching' && now;
      },
      60_000,
    );
    expect(end).toMatchObject({ name: 'healthy', healthyAfterMs: expect.any(Number) });
    const after = await found('shop/Deployment/cart');
    const gone = before.members.filter(({ member }) => !after.members.some((each) => each.member === member));
    expect(gone.map(({ name }) => name)).toEqual(targets.map(({ name }) => name));
  } finally {
    await plane.stop();
    await fresh.drop();
  }
});

test('a StatefulSet’s next pod has the name of the one that was chosen, and lives', async () => {
  const chosen = first(await whole('shop/StatefulSet/db'));
  await cluster.admin.makeApiClient(CoreV1Api).deleteNamespacedPod({ namespace: 'shop', name: chosen.name });
  const next = await until(
    'the next pod',
    async () => {
      const { members } = await whole('shop/StatefulSet/db');
      return members.find(({ name, member }) => name === chosen.name && member !== chosen.member);
    },
    60_000,
  );
  expect(await ours.terminate(chosen, evict, soon())).toEqual({ kind: 'vanished' });
  const { members } = await whole('shop/StatefulSet/db');
  expect(members.map(({ member }) => member)).toContain(next.member);
});

test('a budget refuses the eviction in its own words, and nobody dies', async () => {
  await addDeployment(cluster.admin, 'shop', 'payments', 2);
  const before = await whole('shop/Deployment/payments');
  await addBudget(cluster.admin, 'shop', 'payments', 0);
  const outcome = await ours.terminate(first(before), evict, soon());
  expect(outcome).toMatchObject({ kind: 'refused', by: 'disruption_budget' });
  expect(JSON.stringify(outcome)).toContain('The disruption budget payments needs 2 healthy pods and has 2 currently');
  expect(await found('shop/Deployment/payments')).toEqual(before);
});

test('deleting takes a right that the manifest leaves out, and with it passes by the budget', async () => {
  const deleting: TerminationWay = { way: 'delete', gracePeriodSeconds: 0 };
  const victim = first(await whole('shop/Deployment/payments'));
  const refused = await ours.terminate(victim, deleting, soon());
  expect(refused).toMatchObject({
    kind: 'failed',
    failure: { kind: 'not_allowed', code: '403 Forbidden', missingPermission: 'delete pods in namespace shop' },
  });
  const admin = await platformFor('all', 'of-the-tests');
  expect(await admin.terminate(victim, deleting, soon())).toEqual({ kind: 'done' });
  expect(await admin.terminate(victim, deleting, soon())).toEqual({ kind: 'vanished' });
});

test('a pod that was told to go is not told twice', async () => {
  const { group, members } = await whole('shop/ReplicaSet/worker');
  const victim = addressOf(group, members[0]);
  await nodes.stop();
  try {
    const slowly: TerminationWay = { way: 'evict', gracePeriodSeconds: 60 };
    expect(await ours.terminate(victim, slowly, soon())).toEqual({ kind: 'done' });
    const pod = await cluster.admin
      .makeApiClient(CoreV1Api)
      .readNamespacedPod({ namespace: 'shop', name: victim.name });
    expect(pod.metadata?.deletionGracePeriodSeconds).toBe(60);
    expect(await ours.terminate(victim, evict, soon())).toEqual({ kind: 'already_ending' });
    const { members: now } = await found(group);
    expect(now.find(({ member }) => member === victim.member)?.state).toBe('ending');
  } finally {
    nodes = standInForNodes(cluster.admin, ['node-a', 'node-b'], 500);
  }
});

test('without the right to evict, exactly that is named, and nobody dies', async () => {
  const rbac = cluster.admin.makeApiClient(RbacAuthorizationV1Api);
  const role = await rbac.readClusterRole({ name: 'hormesis-terminations' });
  const rules = role.rules ?? [];
  await rbac.replaceClusterRole({
    name: 'hormesis-terminations',
    body: { ...role, rules: rules.filter(({ resources }) => !resources?.includes('pods/eviction')) },
  });
  const before = await whole('shop/Deployment/web');
  const asked = () => ours.terminate(first(before), { way: 'evict', gracePeriodSeconds: 0 }, soon());
  // The API server learns of changed roles by watching.
  const outcome = await until('the role to be lesser', async () => {
    const told = await asked();
    return told.kind === 'failed' && told;
  });
  expect(outcome.failure).toMatchObject({
    kind: 'not_allowed',
    missingPermission: 'create pods/eviction in namespace shop',
  });
  await withStage(ours, ['web'], async (stage) => {
    const made = await killed(stage, 'kubernetes/shop/eu/web/shop/web');
    expect(await stage.outcomes(made.id)).toMatchObject([
      { kind: 'failed', failure: { missingPermission: 'create pods/eviction in namespace shop' } },
    ]);
  });
  expect((await found('shop/Deployment/web')).members).toEqual(before.members);
  await rbac.patchClusterRole({
    name: 'hormesis-terminations',
    body: [{ op: 'replace', path: '/rules', value: rules }],
  });
});

test('a namespace that may not be read fails the cluster, and the right is named', async () => {
  const token = await tokenOf(cluster.admin, 'shop', 'default');
  const platform = await platformFor('stranger', token, ['shop']);
  expect(await platform.list(place, soon())).toMatchObject({
    kind: 'failed',
    failure: { kind: 'not_allowed', missingPermission: expect.stringMatching(/^list \S+ in namespace shop$/) },
  });
});

test('a Deployment that was deleted between plan and kill has vanished', async () => {
  await addDeployment(cluster.admin, 'shop', 'gone', 1);
  const victim = first(await whole('shop/Deployment/gone'));
  await cluster.admin.makeApiClient(AppsV1Api).deleteNamespacedDeployment({ namespace: 'shop', name: 'gone' });
  await until('its pod to go', async () => (await ours.terminate(victim, evict, soon())).kind === 'vanished', 30_000);
  expect(await ours.find(victim, soon())).toEqual({ kind: 'vanished' });
});

test('in a pod the service account is found where the cluster put it', async () => {
  const { port } = new URL(cluster.url);
  const files = path.join(cluster.folder, 'pod/var/run/secrets/kubernetes.io/serviceaccount');
  await mkdir(files, { recursive: true });
  await copyFile(cluster.certificateFile, path.join(files, 'ca.crt'));
  await writeFile(path.join(files, 'token'), await tokenOf(cluster.admin, 'hormesis', 'hormesis'));
  Object.assign(process.env, { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: port });
  const settings = [{ account: place.account, region: place.region, inCluster: true as const }];
  const inPod = new KubernetesPlatform(settings, path.join(cluster.folder, 'pod'));
  expect(await inPod.list(place, soon())).toEqual(await ours.list(place, soon()));
  const inNone = new KubernetesPlatform(settings, path.join(cluster.folder, 'nowhere'));
  expect(await inNone.list(place, soon())).toMatchObject({ kind: 'failed', failure: { kind: 'no_credentials' } });
});

test('a token that nobody knows, and an API server that is away, kill nothing', async () => {
  const victim = first(await whole('shop/Deployment/web'));
  const stranger = await platformFor('nobody', 'made-up');
  expect(await stranger.terminate(victim, evict, soon())).toMatchObject({
    kind: 'failed',
    failure: { kind: 'expired_credentials', code: '401 Unauthorized' },
  });
  const aborted = await ours.list(place, AbortSignal.abort());
  expect(aborted).toMatchObject({ kind: 'failed', failure: { kind: 'unreachable' } });
});
