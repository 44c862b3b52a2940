import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { freePort } from '../../harness/free-port.ts';
import { launch } from '../../harness/spawned.ts';
import { until } from '../../harness/until.ts';
import type { Programs } from './build-peers.ts';

const ADMIN_TOKEN = 'of-the-tests';
/** What keeps workloads whole and counts budgets; nothing that needs nodes. */
const CONTROLLERS = [
  ...['deployment', 'replicaset', 'statefulset', 'daemonset'],
  ...['disruption', 'serviceaccount', 'garbage-collector'],
];

export interface ControlPlane {
  readonly url: string;
  /** May do everything. */
  readonly admin: KubeConfig;
  /** Its certificate, and whoever signed it. */
  readonly certificateFile: string;
  /** A kubeconfig file for whoever has `token`; it goes with the control plane. */
  kubeconfigOf(name: string, token: string): Promise<string>;
  readonly folder: string;
  stop(): Promise<void>;
}

/** A real cluster without nodes: etcd, API server with RBAC, and the controllers, on free ports of 127.0.0.1. */
export async function startControlPlane({ etcd, peers }: Programs): Promise<ControlPlane> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hormesis-kubernetes-'));
  const inFolder = (name: string) => path.join(folder, name);
  const started: ReturnType<typeof launch>[] = [];
  const start = (node: string, entry: string, ...args: string[]) => {
    const process = launch({ node, entry, args });
    started.push(process);
    return process;
  };
  const stop = async () => {
    // Who needs the others goes first.
    for (const process of started.reverse()) await process.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const store = await startEtcd(etcd, inFolder('etcd'), start);
    await writeFile(inFolder('key.pem'), signingKey());
    await writeFile(inFolder('tokens.csv'), `${ADMIN_TOKEN},tests,tests,system:masters\n`);
    const port = await freePort();
    const url = `https://127.0.0.1:${port}`;
    const server = start(peers, 'kube-apiserver', ...serverArguments(folder, store, port));
    const certificateFile = inFolder('certificates/apiserver.crt');
    const kubeconfigOf = async (name: string, token: string) => {
      const file = inFolder(`${name}.kubeconfig`);
      await writeFile(file, JSON.stringify(kubeconfig(url, certificateFile, token)));
      return file;
    };
    const admin = new KubeConfig();
    const file = await kubeconfigOf('admin', ADMIN_TOKEN);
    await until('the API server', () => isReady(server, admin, file), 120_000);
    const wanted = CONTROLLERS.map((name) => `${name}-controller`).join(',');
    start(
      ...([peers, 'kube-controller-manager', `--kubeconfig=${file}`] as const),
      ...['--leader-elect=false', '--secure-port=0', `--controllers=${wanted}`],
    );
    return { url, admin, certificateFile, kubeconfigOf, folder, stop };
  } catch (error) {
    const said = started.map((process) => process.output().slice(-2_000)).join('\n');
    await stop();
    throw new Error(`the control plane did not start:\n${said}`, { cause: error });
  }
}

async function startEtcd(
  binary: string,
  data: string,
  start: (node: string, entry: string, ...args: string[]) => unknown,
): Promise<string> {
  const [client, peer] = [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`];
  start(
    ...([binary, `--data-dir=${data}`, '--unsafe-no-fsync'] as const),
    ...[`--listen-client-urls=${client}`, `--advertise-client-urls=${client}`],
    ...[`--listen-peer-urls=${peer}`, `--initial-advertise-peer-urls=${peer}`, `--initial-cluster=default=${peer}`],
  );
  await until('etcd', async () => (await fetch(`${client}/health`)).ok, 30_000);
  return client;
}

function serverArguments(folder: string, store: string, port: number): string[] {
  const key = path.join(folder, 'key.pem');
  return [
    `--etcd-servers=${store}`,
    ...['--bind-address=127.0.0.1', `--secure-port=${port}`, `--cert-dir=${path.join(folder, 'certificates')}`],
    ...[`--token-auth-file=${path.join(folder, 'tokens.csv')}`, '--authorization-mode=RBAC'],
    ...[`--service-account-key-file=${key}`, `--service-account-signing-key-file=${key}`],
    '--service-account-issuer=https://kubernetes.invalid',
    ...['--service-cluster-ip-range=10.0.0.0/24', '--endpoint-reconciler-type=none'],
    // The stand-in for nodes tells nothing of their health, which would taint them.
    '--disable-admission-plugins=TaintNodesByCondition',
  ];
}

function signingKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs1', format: 'pem' })
    .toString();
}

/** JSON is YAML. */
function kubeconfig(server: string, certificate: string, token: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'tests', cluster: { server, 'certificate-authority': certificate } }],
    users: [{ name: 'somebody', user: { token } }],
    contexts: [{ name: 'tests', context: { cluster: 'tests', user: 'somebody' } }],
    'current-context': 'tests',
  };
}

/** `readyz` says ok once the roles that every cluster has are there. The certificate is made at the start. */
async function isReady({ process }: ReturnType<typeof launch>, admin: KubeConfig, file: string): Promise<boolean> {
  if (process.exitCode !== null) throw new Error(`it exited with ${process.exitCode}`);
  admin.loadFromFile(file);
  const { CoreV1Api } = await import('@kubernetes/client-node');
  await admin.makeApiClient(CoreV1Api).readNamespace({ name: 'default' });
  return true;
}
