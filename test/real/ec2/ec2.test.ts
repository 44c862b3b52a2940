import { DeleteAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeInstancesCommand, ModifyInstanceAttributeCommand } from '@aws-sdk/client-ec2';
import type {
  FoundGroup,
  MemberAddress,
  Place,
  TerminationPlatform,
} from '@hormesis/server/features/terminations/platform-port.ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { until } from '../../harness/until.ts';
import { roleIn } from './accounts.ts';
import type { Answer, Relay } from './relay.ts';
import { simulate } from './simulated-days.ts';
import { ACCOUNTS, inSmallPages, openWorld, type World } from './world.ts';

const terminate = { way: 'terminate' } as const;
const soon = () => AbortSignal.timeout(20_000);

let world: World;
let relay: Relay;
let ours: TerminationPlatform;
beforeAll(async () => {
  world = await openWorld();
  relay = world.relay;
  ours = world.platform;
}, 600_000);
afterAll(() => world?.stop());

beforeEach(() => {
  relay.answer = inSmallPages;
  relay.asked.length = 0;
});

const at = (account: string, region: string): Place => ({ platform: 'ec2', account, region });

async function groupsAt(place: Place, platform = ours): Promise<readonly FoundGroup[]> {
  const listing = await platform.list(place, soon());
  if (listing.kind !== 'listed') throw new Error(JSON.stringify(listing));
  return listing.groups;
}

async function firstMember(place: Place): Promise<MemberAddress> {
  const [group] = await groupsAt(place);
  return memberOf(group);
}

function memberOf(group: FoundGroup | undefined): MemberAddress {
  const member = group?.members[0];
  if (!group || !member) throw new Error('a group without a member');
  return { place: group.place, group: group.group, member: member.member, name: member.name };
}

/** Ids of what runs, as the owner of the account sees it, past the relay. */
async function running(account: string, region: string): Promise<string[]> {
  const owner = world.ownerAt(at(account, region));
  const Filters = [{ Name: 'instance-state-name', Values: ['running'] }];
  const told = await owner.ec2.send(new DescribeInstancesCommand({ Filters, MaxResults: 1_000 }));
  return told.Reservations?.flatMap(({ Instances }) => Instances?.map((each) => each.InstanceId ?? '') ?? []) ?? [];
}

test('40 groups of 400 instances are found, page after page, in three accounts and two regions', async () => {
  const groups = (await Promise.all(ours.places.map((place) => groupsAt(place)))).flat();
  expect(ours.places).toHaveLength(6);
  expect(groups).toHaveLength(40);
  expect(new Set(groups.flatMap(({ members }) => members.map(({ member }) => member))).size).toBe(400);
  expect(groups.flatMap(({ members }) => members).every(({ state, zone }) => state === 'healthy' && zone)).toBe(true);
  expect(groups[1]).toMatchObject({
    place: at('main', 'eu-west-1'),
    group: 'app6-main-v006',
    naming: { app: 'app6', stack: 'main', detail: null, cluster: 'app6-main' },
    desiredCount: 10,
    disabledBecause: null,
  });
  const pages = relay.asked.filter(({ form }) => form.has('NextToken'));
  expect(pages.length).toBeGreaterThanOrEqual(6 * 2);
  const [first] = groups;
  if (first) expect(await ours.find(first, soon())).toEqual({ kind: 'found', group: first });
});

test('an instance is terminated once, and Auto Scaling replaces it', async () => {
  const place = at('shop', 'us-east-1');
  const victim = await firstMember(place);
  const before = await running('shop', 'us-east-1');
  expect(await ours.terminate(victim, terminate, soon())).toEqual({ kind: 'done' });
  const group = await until('another instance', async () => {
    const seen = await ours.find(victim, soon());
    return seen.kind === 'found' && seen.group.members.length === 10 && seen.group;
  });
  expect(group.members.map(({ member }) => member)).not.toContain(victim.member);
  expect(await ours.terminate(victim, terminate, soon())).toEqual({ kind: 'already_ending' });
  const after = await running('shop', 'us-east-1');
  expect(before.filter((id) => !after.includes(id))).toEqual([victim.member]);
});

test('an instance with termination protection is refused in the cloud’s own words', async () => {
  const victim = await firstMember(at('films', 'eu-west-1'));
  const owner = world.ownerAt(victim.place);
  const protect = (Value: boolean) =>
    new ModifyInstanceAttributeCommand({ InstanceId: victim.member, DisableApiTermination: { Value } });
  await owner.ec2.send(protect(true));
  const outcome = await ours.terminate(victim, terminate, soon());
  expect(outcome).toMatchObject({ kind: 'refused', by: 'termination_protection' });
  expect(JSON.stringify(outcome)).toContain(victim.member);
  await owner.ec2.send(protect(false));
});

test('a group that vanished between plan and kill is told so, and so is what was in it', async () => {
  const place = at('main', 'us-east-1');
  const owner = world.ownerAt(place);
  await owner.addGroup('brief-main-v001', 2);
  const group = (await groupsAt(place)).find((each) => each.group === 'brief-main-v001');
  const member = memberOf(group);
  await owner.autoScaling.send(
    new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: 'brief-main-v001', ForceDelete: true }),
  );
  expect(await ours.find(member, soon())).toEqual({ kind: 'vanished' });
  const unknown = { ...member, member: 'i-00000000000000000' };
  expect(await ours.terminate(unknown, terminate, soon())).toEqual({ kind: 'vanished' });
});

/** What AWS documents, and what must come of it. `once`: not asked again behind the back of who asked. */
const answers: readonly {
  readonly name: string;
  readonly answer: Exclude<Answer, 'silence' | null>;
  readonly failure: object;
}[] = [
  {
    name: 'expired credentials',
    answer: { status: 400, code: 'RequestExpired', message: 'Request has expired.' },
    failure: { kind: 'expired_credentials', code: 'RequestExpired', words: 'Request has expired.' },
  },
  {
    name: 'an expired session token',
    answer: { status: 403, code: 'ExpiredToken', message: 'The security token included in the request is expired' },
    failure: { kind: 'expired_credentials', code: 'ExpiredToken' },
  },
  {
    name: 'a key that AWS does not know',
    answer: {
      status: 401,
      code: 'AuthFailure',
      message: 'AWS was not able to validate the provided access credentials',
    },
    failure: { kind: 'no_credentials', code: 'AuthFailure' },
  },
  {
    name: 'no permission',
    answer: {
      status: 403,
      code: 'UnauthorizedOperation',
      message:
        'You are not authorized to perform this operation. User: arn:aws:iam::1:user/x is not authorized to perform: ec2:TerminateInstances on resource: arn:aws:ec2:x because no identity-based policy allows the ec2:TerminateInstances action',
    },
    failure: { kind: 'not_allowed', missingPermission: 'ec2:TerminateInstances' },
  },
  {
    name: 'throttling',
    answer: { status: 503, code: 'RequestLimitExceeded', message: 'Request limit exceeded.' },
    failure: { kind: 'throttled', code: 'RequestLimitExceeded' },
  },
  {
    name: 'an error within AWS',
    answer: { status: 500, code: 'InternalError', message: 'An internal error has occurred' },
    failure: { kind: 'unreachable', code: 'InternalError' },
  },
];

test.each(answers)(
  '$name: told in the cloud’s own words, asked once, and nothing dies',
  async ({ answer, failure }) => {
    const victim = await firstMember(at('main', 'eu-west-1'));
    const before = await running('main', 'eu-west-1');
    relay.asked.length = 0;
    relay.answer = () => answer;
    expect(await ours.terminate(victim, terminate, soon())).toMatchObject({ kind: 'failed', failure });
    expect(relay.asked).toHaveLength(1);
    expect(await ours.list(victim.place, soon())).toMatchObject({ kind: 'failed' });
    expect(await running('main', 'eu-west-1')).toEqual(before);
  },
);

test('a region without permission fails alone', async () => {
  const message = 'You are not authorized to perform this operation.';
  relay.answer = (asked) =>
    asked.region === 'us-east-1' && asked.service === 'ec2'
      ? { status: 403, code: 'UnauthorizedOperation', message }
      : inSmallPages(asked);
  expect(await ours.list(at('main', 'us-east-1'), soon())).toEqual({
    kind: 'failed',
    failure: {
      ...{ kind: 'not_allowed', code: 'UnauthorizedOperation', words: message },
      missingPermission: 'ec2:DescribeInstances',
    },
  });
  expect(await groupsAt(at('main', 'eu-west-1'))).toHaveLength(7);
});

test('a listing that breaks off in the middle is no listing', async () => {
  relay.answer = (asked) =>
    asked.form.has('NextToken')
      ? { status: 503, code: 'RequestLimitExceeded', message: 'Request limit exceeded.' }
      : inSmallPages(asked);
  expect(await ours.list(at('main', 'eu-west-1'), soon())).toMatchObject({ failure: { kind: 'throttled' } });
});

test('an answer that never comes is one that nobody knows', async () => {
  const victim = await firstMember(at('main', 'eu-west-1'));
  relay.answer = () => 'silence';
  expect(await ours.terminate(victim, terminate, AbortSignal.timeout(300))).toMatchObject({
    kind: 'failed',
    failure: { kind: 'unreachable' },
  });
});

test('who may not take on the role, and who has no credentials, is told what is missing', async () => {
  const message = `User: arn:aws:iam::1:user/x is not authorized to perform: sts:AssumeRole on resource: ${roleIn(ACCOUNTS.shop)}`;
  relay.answer = ({ service }) => (service === 'sts' ? { status: 403, code: 'AccessDenied', message } : null);
  const platform = await world.platformAs('main');
  expect(await platform.list(at('shop', 'eu-west-1'), soon())).toMatchObject({
    failure: { kind: 'not_allowed', missingPermission: `sts:AssumeRole on ${roleIn(ACCOUNTS.shop)}` },
  });
  relay.answer = () => null;
  const nobody = await world.platformAs('nobody');
  const listing = await nobody.list(at('main', 'eu-west-1'), soon());
  expect(listing).toMatchObject({ failure: { kind: 'no_credentials' } });
  expect(await nobody.terminate(await firstMember(at('main', 'eu-west-1')), terminate, soon())).toMatchObject({
    failure: { kind: 'no_credentials' },
  });
  await platform.close();
  await nobody.close();
});

test('500 work days: gaps as the law has them, nobody out of hours or on a holiday, and who is leashed lives', async () => {
  const idsOf = async () => {
    const groups = (await Promise.all(ours.places.map((place) => groupsAt(place)))).flat();
    return new Map(groups.map(({ naming, members }) => [naming.app, members.map(({ member }) => member)]));
  };
  const before = await idsOf();
  const leashed = [...before.keys()].filter((_, index) => index % 2 === 0);
  const [meanWorkDays, minimumWorkDays] = [25, 10];
  const apps = [...before.keys()].map((app) => ({
    ...{ app, enabled: true, leashed: leashed.includes(app), meanWorkDays, minimumWorkDays },
  }));
  const { kills, planned } = await simulate(ours, apps, 500);

  for (const { date, weekday, minute } of kills) {
    expect(HOLIDAYS).not.toContain(date);
    expect(['Sat', 'Sun']).not.toContain(weekday);
    expect(minute >= 9 * 60 && minute < 15 * 60).toBe(true);
  }
  expect(planned).toBe(kills.length);
  const after = await idsOf();
  for (const app of leashed) expect(after.get(app)).toEqual(before.get(app));
  const gone = [...before].flatMap(([app, ids]) => ids.filter((id) => !after.get(app)?.includes(id)));
  const dead = kills.filter((kill) => !kill.leashed);
  expect(dead.length).toBeGreaterThan(300);
  expect(dead.every(({ outcome }) => outcome === 'done')).toBe(true);
  expect(new Set(dead.map(({ member }) => member)).size).toBe(dead.length);
  expect(dead.map(({ member }) => member)).toEqual(expect.arrayContaining(gone));

  // Each group's first ten, which all have: to take what fits into 500 days would leave out the long ones.
  const gaps = [...Map.groupBy(kills, ({ group }) => group).values()].flatMap((ofGroup) =>
    ofGroup.slice(1, 11).map(({ workDay }, index) => workDay - (ofGroup[index]?.workDay ?? 0)),
  );
  expect(gaps).toHaveLength(400);
  const chance = 1 / (meanWorkDays - minimumWorkDays + 1);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(minimumWorkDays);
  const average = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  expect(Math.abs(average - meanWorkDays)).toBeLessThan(3 * Math.sqrt((1 - chance) / chance ** 2 / gaps.length));
  // Chi-square with 19 degrees of freedom, p = 0.001.
  expect(distanceFromLaw(gaps, minimumWorkDays, chance, 19)).toBeLessThan(43.8);
}, 900_000);

/** Of the United States, as far as they fall on the 500 days and on no weekend. */
const HOLIDAYS = [
  ...['2026-05-25', '2026-06-19', '2026-07-03', '2026-09-07', '2026-11-26', '2026-12-25', '2027-01-01', '2027-01-18'],
  ...['2027-05-31', '2027-06-18', '2027-07-05', '2027-09-06', '2027-11-25', '2027-12-24', '2027-12-31', '2028-01-17'],
];

/** Chi-square of the gaps against minimum + geometric, with a cell for each of the first gaps and one for all longer ones. */
function distanceFromLaw(gaps: readonly number[], minimum: number, chance: number, cells: number): number {
  let distance = 0;
  let left = 1;
  for (let cell = 0; cell <= cells; cell += 1) {
    const share = cell === cells ? left : left * chance;
    const seen = gaps.filter((gap) => (cell === cells ? gap - minimum >= cells : gap - minimum === cell)).length;
    distance += (seen - share * gaps.length) ** 2 / (share * gaps.length);
    left -= share;
  }
  return distance;
}
