import { type AutoScalingGroup, paginateDescribeAutoScalingGroups } from '@aws-sdk/client-auto-scaling';
import { type Filter, type Instance, paginateDescribeInstances, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
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
import type { Ec2Settings } from '../platform-settings.ts';
import { type Clients, clientsOf } from './clients.ts';
import { codeOf, failureOf } from './failure.ts';
import { GROUP_TAG, groupsOf, isClusterGroup } from './groups.ts';

/** `terminated` ones stay listed for about an hour; they are gone. */
const NOT_GONE: Filter = {
  Name: 'instance-state-name',
  Values: ['pending', 'running', 'shutting-down', 'stopping', 'stopped'],
};

/** EC2 and Auto Scaling through AWS's own client: any number of accounts, each in its regions. */
export class Ec2Platform implements TerminationPlatform {
  readonly kind = 'ec2';
  readonly places: readonly Place[];
  readonly #settings: ReadonlyMap<string, Ec2Settings>;
  readonly #clients = new Map<string, Clients>();

  constructor(settings: readonly Ec2Settings[]) {
    this.#settings = new Map(settings.map((each) => [each.account, each]));
    this.places = settings.flatMap(({ account, regions }) =>
      regions.map((region): Place => ({ platform: 'ec2', account, region })),
    );
  }

  async list(place: Place, signal: AbortSignal): Promise<Listing> {
    const clients = this.#clientsOf(place);
    if (clients === null) return { kind: 'failed', failure: notConfigured(place) };
    const autoScaling = await autoScalingGroups(clients, signal);
    if ('failure' in autoScaling) return { kind: 'failed', ...autoScaling };
    const instances = await instancesOf(clients, [], signal);
    if ('failure' in instances) return { kind: 'failed', ...instances };
    return { kind: 'listed', groups: groupsOf(place, autoScaling.read, instances.read) };
  }

  async find({ place, group }: GroupAddress, signal: AbortSignal): Promise<Sighting> {
    const clients = this.#clientsOf(place);
    if (clients === null) return { kind: 'failed', failure: notConfigured(place) };
    if (isClusterGroup(group)) return this.#findCluster(place, group, signal);
    const autoScaling = await autoScalingGroups(clients, signal, group);
    if ('failure' in autoScaling) return { kind: 'failed', ...autoScaling };
    const instances = await instancesOf(clients, [{ Name: `tag:${GROUP_TAG}`, Values: [group] }], signal);
    if ('failure' in instances) return { kind: 'failed', ...instances };
    return seen(groupsOf(place, autoScaling.read, instances.read), group);
  }

  /** Whose tags say so: keys may be written in several ways, so no filter finds them. */
  async #findCluster(place: Place, group: string, signal: AbortSignal): Promise<Sighting> {
    const listing = await this.list(place, signal);
    return listing.kind === 'listed' ? seen(listing.groups, group) : listing;
  }

  async terminate(
    { place, member }: MemberAddress,
    { way }: TerminationWay,
    signal: AbortSignal,
  ): Promise<TerminationOutcome> {
    const clients = this.#clientsOf(place);
    if (clients === null) return { kind: 'failed', failure: notConfigured(place) };
    if (way !== 'terminate') return { kind: 'failed', failure: unsupported(`EC2 can terminate, not ${way}`) };
    try {
      const told = await clients.ec2.send(new TerminateInstancesCommand({ InstanceIds: [member] }), {
        abortSignal: signal,
      });
      // Asking again is no error to EC2; only the state before tells that somebody else came first.
      const before = told.TerminatingInstances?.[0]?.PreviousState?.Name;
      return before === 'shutting-down' || before === 'terminated' ? { kind: 'already_ending' } : { kind: 'done' };
    } catch (error) {
      return notTerminated(error);
    }
  }

  async close(): Promise<void> {
    for (const { ec2, autoScaling } of this.#clients.values()) {
      ec2.destroy();
      autoScaling.destroy();
    }
    this.#clients.clear();
  }

  #clientsOf({ account, region }: Place): Clients | null {
    const settings = this.#settings.get(account);
    if (!settings?.regions.includes(region)) return null;
    const key = `${account} ${region}`;
    const clients = this.#clients.get(key) ?? clientsOf(settings, region);
    this.#clients.set(key, clients);
    return clients;
  }
}

type Read<Item> = { readonly read: readonly Item[] } | { readonly failure: Failure };

async function autoScalingGroups(
  { autoScaling }: Clients,
  signal: AbortSignal,
  name?: string,
): Promise<Read<AutoScalingGroup>> {
  const input = name === undefined ? { MaxRecords: 100 } : { AutoScalingGroupNames: [name] };
  const pages = paginateDescribeAutoScalingGroups({ client: autoScaling }, input, { abortSignal: signal });
  return allOf(pages, (page) => page.AutoScalingGroups, 'autoscaling:DescribeAutoScalingGroups');
}

async function instancesOf({ ec2 }: Clients, filters: readonly Filter[], signal: AbortSignal): Promise<Read<Instance>> {
  const input = { Filters: [NOT_GONE, ...filters], MaxResults: 1_000 };
  const pages = paginateDescribeInstances({ client: ec2 }, input, { abortSignal: signal });
  return allOf(
    pages,
    (page) => page.Reservations?.flatMap(({ Instances }) => Instances ?? []),
    'ec2:DescribeInstances',
  );
}

/** All pages or a failure: half a list would look as if the rest were gone. */
async function allOf<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
  permission: string,
): Promise<Read<Item>> {
  const read: Item[] = [];
  try {
    for await (const page of pages) read.push(...(itemsOf(page) ?? []));
    return { read };
  } catch (error) {
    return { failure: failureOf(error, permission) };
  }
}

function seen(groups: Iterable<Extract<Sighting, { kind: 'found' }>['group']>, name: string): Sighting {
  for (const group of groups) if (group.group === name) return { kind: 'found', group };
  return { kind: 'vanished' };
}

function notTerminated(error: unknown): TerminationOutcome {
  const code = codeOf(error);
  if (code === 'InvalidInstanceID.NotFound' || code === 'InvalidInstanceID.Malformed') return { kind: 'vanished' };
  const failure = failureOf(error, 'ec2:TerminateInstances');
  if (code !== 'OperationNotPermitted') return { kind: 'failed', failure };
  return { kind: 'refused', by: 'termination_protection', reason: failure.words };
}

function notConfigured({ account, region }: Place): Failure {
  return unsupported(`no account "${account}" with region "${region}" is configured for EC2`);
}

function unsupported(words: string): Failure {
  return { kind: 'unsupported', code: 'unsupported', words, missingPermission: null };
}
