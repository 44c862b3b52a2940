import { terminationSettings } from '@hormesis/contract/terminations.ts';
import { expect, test } from 'vitest';
import { choose, decideGates, firstRefusal, type GateQuestions, victimsNow } from './gates.ts';
import { appSettings, type Group, groupsOf } from './groups.ts';
import { foundGroup, somewhere } from './testing/found-group.ts';
import { seededChance } from './testing/seeded-chance.ts';

const OPEN = {
  kind: 'Terminations',
  enabled: true,
  leashed: false,
  accounts: ['prod'],
  apps: [{ app: 'api', enabled: true, leashed: false }],
};
const whole = foundGroup({ states: ['healthy', 'healthy', 'healthy'] });

function questions(document: object, asked: Partial<GateQuestions> = {}): GateQuestions {
  const settings = terminationSettings.parse({ ...OPEN, ...document });
  const group = asked.group ?? onlyGroup([whole], settings);
  const app = appSettings(settings, group.app);
  return {
    ...{ settings, app, group, leashed: false, victims: victimsNow(group, app, settings) },
    ...{ hold: { on: false, by: '', reason: '' }, outage: { kind: 'calm' }, ...asked },
  };
}

function onlyGroup(parts: Parameters<typeof groupsOf>[0], settings: Parameters<typeof groupsOf>[1]): Group {
  const [group, ...more] = groupsOf(parts, settings);
  if (!group || more.length > 0) throw new Error(`${more.length + 1} groups`);
  return group;
}

test('with everything open every gate is passed, in the order in which they count, each with its reason', () => {
  const decisions = decideGates(questions({}));
  expect(decisions.map(({ gate }) => gate)).toEqual([
    ...['enabled', 'leash', 'hold', 'outage', 'account', 'group', 'victim'],
  ]);
  expect(firstRefusal(decisions)).toBeNull();
  expect(decisions.every(({ reason }) => reason.length > 0)).toBe(true);
});

test('by default nothing is a candidate: not enabled, no account, no application, and on the leash', () => {
  const settings = terminationSettings.parse({ kind: 'Terminations' });
  const decisions = decideGates(questions({ ...settings, apps: [] }));
  expect(decisions.filter(({ passed }) => !passed).map(({ gate }) => gate)).toEqual([
    ...['enabled', 'leash', 'account', 'group'],
  ]);
});

test.each([
  { name: 'not enabled', document: { enabled: false }, asked: {}, gate: 'enabled', why: 'not enabled' },
  { name: 'the leash', document: { leashed: true }, asked: {}, gate: 'leash', why: 'the leash is on' },
  {
    name: 'the hold switch',
    document: {},
    asked: { hold: { on: true, by: 'ann', reason: 'failover' } },
    gate: 'hold',
    why: 'set by ann: failover',
  },
  {
    name: 'an outage',
    document: {},
    asked: { outage: { kind: 'outage', reason: 'pager 7' } },
    gate: 'outage',
    why: 'an outage is going on: pager 7',
  },
  {
    name: 'an outage check that fails',
    document: {},
    asked: { outage: { kind: 'unreadable', reason: 'HTTP 500' } },
    gate: 'outage',
    why: 'failed, which counts as an outage: HTTP 500',
  },
  { name: 'another account', document: { accounts: ['test'] }, asked: {}, gate: 'account', why: 'account prod' },
  { name: 'an app that is not listed', document: { apps: [] }, asked: {}, gate: 'group', why: 'api is not enabled' },
  {
    name: 'an exception',
    document: { apps: [{ app: 'api', enabled: true, exceptions: [{ account: 'prod', stack: 'main' }] }] },
    asked: {},
    gate: 'victim',
    why: 'api-main: an exception of api leaves it alone',
  },
] as const)('$name keeps everybody alive and says so', ({ document, asked, gate, why }) => {
  const refusal = firstRefusal(decideGates(questions(document, asked as Partial<GateQuestions>)));
  expect(refusal).toMatchObject({ gate, passed: false });
  expect(refusal?.reason).toContain(why);
});

test('a dry run passes the leash and no other gate', () => {
  const held = { hold: { on: true, by: 'ann', reason: '' } };
  expect(firstRefusal(decideGates(questions({ leashed: true }, { leashed: true })))).toBeNull();
  expect(firstRefusal(decideGates(questions({ leashed: true }, { leashed: true, ...held })))?.gate).toBe('hold');
});

test('groups are put together by application, stack or cluster, and by region where regions stand apart', () => {
  const west = foundGroup({ cluster: 'api-main-blue', states: ['healthy'] });
  const east = foundGroup({
    ...{ cluster: 'api-main-blue', states: ['healthy'] },
    place: { ...somewhere, region: 'us-east-1' },
  });
  const other = foundGroup({ cluster: 'api-side', states: ['healthy'] });
  const keys = (app: object) =>
    groupsOf(
      [west, east, other],
      terminationSettings.parse({ kind: 'Terminations', apps: [{ app: 'api', ...app }] }),
    ).map(({ key, parts }) => `${key} ${parts.length}`);
  expect(keys({ grouping: 'app', regions: 'together' })).toEqual(['ec2/prod/*/api 3']);
  expect(keys({ grouping: 'stack' })).toEqual([
    ...['ec2/prod/eu-west-1/api/main 1', 'ec2/prod/eu-west-1/api/side 1', 'ec2/prod/us-east-1/api/main 1'],
  ]);
  expect(keys({ grouping: 'cluster', regions: 'together' })).toEqual([
    ...['ec2/prod/*/api/main/api-main-blue 2', 'ec2/prod/*/api/side/api-side 1'],
  ]);
});

test('each member that may die is as likely as any other, whichever part it is in', () => {
  const settings = terminationSettings.parse({ ...OPEN, apps: [{ app: 'api', grouping: 'app' }] });
  const parts = [
    foundGroup({ cluster: 'api-blue', states: ['healthy', 'healthy'] }),
    foundGroup({ cluster: 'api-green', states: ['healthy', 'healthy', 'healthy'] }),
  ];
  const { eligible } = victimsNow(onlyGroup(parts, settings), appSettings(settings, 'api'), settings);
  const chance = seededChance(1);
  const deaths = new Map<string, number>();
  for (let turn = 0; turn < 5_000; turn += 1) {
    const [victim] = choose(eligible, { kind: 'count', count: 1 }, chance);
    const name = victim?.member.name ?? '';
    deaths.set(name, (deaths.get(name) ?? 0) + 1);
  }
  expect(deaths.size).toBe(5);
  const distance = [...deaths.values()].reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0);
  // Chi-square with four degrees of freedom, p = 0.001.
  expect(distance).toBeLessThan(18.5);
});

test('several are chosen by number, by share or by zone, each once', () => {
  const { eligible } = victimsNow(
    onlyGroup([whole], questions({}).settings),
    questions({}).app,
    questions({}).settings,
  );
  const names = (amount: Parameters<typeof choose>[1]) =>
    choose(eligible, amount, seededChance(2)).map(({ member }) => member.name);
  expect(new Set(names({ kind: 'count', count: 2 })).size).toBe(2);
  expect(names({ kind: 'count', count: 9 })).toHaveLength(3);
  expect(names({ kind: 'share', sharePpm: 700_000 })).toHaveLength(2);
  expect(names({ kind: 'share', sharePpm: 1 })).toHaveLength(1);
  expect(names({ kind: 'zone', zone: 'eu-west-1b' })).toEqual(['api-main-1']);
  expect(names({ kind: 'zone', zone: 'eu-west-1z' })).toEqual([]);
});
