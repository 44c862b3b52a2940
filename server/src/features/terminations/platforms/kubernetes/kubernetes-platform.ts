import { KubeConfig } from '@kubernetes/client-node';
import type {
  Failure,
  GroupAddress,
  Listing,
  MemberAddress,
  Place,
  Sighting,
  TerminationOutcome,
  TerminationPlatform,
  TerminationWay,
} from '../../platform-port.ts';
import type { KubernetesSettings } from '../platform-settings.ts';
import { failureOf, notTerminated } from './failure.ts';
import { groupsOf } from './groups.ts';
import { NoCredentials } from './no-credentials.ts';
import { readAll, readOne } from './read-cluster.ts';
import { openSession, type Session } from './session.ts';
import { parseGroupName } from './workloads.ts';

/** Kubernetes clusters through its own client: Deployments, StatefulSets, DaemonSets and ReplicaSets, and their pods. */
export class KubernetesPlatform implements TerminationPlatform {
  readonly kind = 'kubernetes';
  readonly places: readonly Place[];
  readonly #settings: ReadonlyMap<string, KubernetesSettings>;
  readonly #podRoot: string;

  /** `podRoot`: where the files of the pod begin; elsewhere only for tests. */
  constructor(settings: readonly KubernetesSettings[], podRoot = '') {
    this.#podRoot = podRoot;
    this.#settings = new Map(settings.map((each) => [each.account, each]));
    this.places = settings.map(({ account, region }) => ({ platform: 'kubernetes', account, region }));
  }

  async list(place: Place, signal: AbortSignal): Promise<Listing> {
    const failed = (failure: Failure): Listing => ({ kind: 'failed', failure });
    return this.#within(place, signal, failed, async (session, { namespaces }) => {
      const parts = [];
      for (const namespace of namespaces ?? [null]) parts.push(await readAll(session, namespace));
      return { kind: 'listed', groups: parts.flatMap((seen) => groupsOf(place, seen)) };
    });
  }

  async find({ place, group }: GroupAddress, signal: AbortSignal): Promise<Sighting> {
    const address = parseGroupName(group);
    if (address === null) return { kind: 'vanished' };
    const failed = (failure: Failure): Sighting => ({ kind: 'failed', failure });
    return this.#within(place, signal, failed, async (session) => {
      const seen = await readOne(session, address);
      const found = seen && groupsOf(place, seen).find((each) => each.group === group);
      return found ? { kind: 'found', group: found } : { kind: 'vanished' };
    });
  }

  async terminate(member: MemberAddress, way: TerminationWay, signal: AbortSignal): Promise<TerminationOutcome> {
    const failed = (failure: Failure): TerminationOutcome => ({ kind: 'failed', failure });
    if (way.way === 'terminate') return failed(unsupported('Kubernetes can evict or delete a pod, not terminate'));
    const address = parseGroupName(member.group);
    if (address === null) return { kind: 'vanished' };
    const { namespace } = address;
    return this.#within(member.place, signal, failed, async (session) => {
      try {
        const pod = await session.core.readNamespacedPod({ namespace, name: member.name });
        if (pod.metadata?.uid !== member.member) return { kind: 'vanished' };
        // Evicting such a pod is granted without a look at the budgets, and would be counted as ours.
        if (pod.metadata.deletionTimestamp) return { kind: 'already_ending' };
        await kill(session, namespace, member, way);
        return { kind: 'done' };
      } catch (error) {
        return notTerminated(error);
      }
    });
  }

  /** Each question has a session of its own. */
  async close(): Promise<void> {}

  async #within<Answer>(
    { account, region }: Place,
    signal: AbortSignal,
    failed: (failure: Failure) => Answer,
    ask: (session: Session, settings: KubernetesSettings) => Promise<Answer>,
  ): Promise<Answer> {
    const settings = this.#settings.get(account);
    if (settings?.region !== region)
      return failed(unsupported(`no cluster "${account}" in region "${region}" is configured`));
    let session: Session | undefined;
    try {
      session = openSession(configOf(settings, this.#podRoot), signal);
      return await ask(session, settings);
    } catch (error) {
      return failed(failureOf(error));
    } finally {
      await session?.close();
    }
  }
}

/**
 * The configuration is read each time: a kubeconfig may be written anew, and a token be renewed.
 * @throws NoCredentials
 */
function configOf(settings: KubernetesSettings, podRoot: string): KubeConfig {
  const config = new KubeConfig();
  try {
    if (settings.inCluster) config.loadFromCluster(podRoot);
    else if (settings.kubeconfig) config.loadFromFile(settings.kubeconfig);
    else config.loadFromDefault();
  } catch (cause) {
    throw new NoCredentials(cause instanceof Error ? cause.message : String(cause), { cause });
  }
  if (settings.context !== undefined) config.setCurrentContext(settings.context);
  // What the client makes up where it finds no configuration at all.
  if (config.getCurrentCluster()?.server === 'http://localhost:8080')
    throw new NoCredentials('there is no kubeconfig, and this is no pod with a service account');
  return config;
}

/** The uid is a precondition: the next pod of a StatefulSet has the same name, and is another. */
async function kill(
  { core }: Session,
  namespace: string,
  { name, member: uid }: MemberAddress,
  { way, gracePeriodSeconds }: Exclude<TerminationWay, { way: 'terminate' }>,
): Promise<void> {
  const options = { preconditions: { uid }, ...(gracePeriodSeconds === null ? {} : { gracePeriodSeconds }) };
  if (way === 'delete') await core.deleteNamespacedPod({ namespace, name, body: options });
  else {
    const body = {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { namespace, name },
      deleteOptions: options,
    };
    await core.createNamespacedPodEviction({ namespace, name, body });
  }
}

function unsupported(words: string): Failure {
  return { kind: 'unsupported', code: 'unsupported', words, missingPermission: null };
}
