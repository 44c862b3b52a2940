import {
  type TerminationCalendar,
  type TerminationDay,
  type TerminationGroup,
  type TerminationPlan,
  type TerminationPlanState,
  type TerminationSettings,
  type TerminationView,
  terminationSettings,
} from '@hormesis/contract/terminations.ts';
import type { StubPlane } from './stub-plane.ts';

const DAY_S = 86_400;
const APPS = ['playback', 'api', 'recommendations', 'ratings', 'bookmarks', 'search', 'identity', 'billing'] as const;
type At = (secondsAgo: number) => string;

/**
 * Terminations of a company that has used them for a while: dozens of groups on two platforms, a calendar of three weeks
 * and every end that a kill can come to. Whatever the settings say, there is a history.
 */
export function fullTerminations(plane: StubPlane, { enabled, leashed }: { enabled: boolean; leashed: boolean }): void {
  const nowMs = Date.now();
  const at: At = (secondsAgo) => new Date(nowMs - 1_000 * secondsAgo).toISOString();
  const groups = APPS.flatMap((app, n) => groupsOf(app, n, enabled, at));
  plane.answer('/terminations/groups', {
    body: {
      lookedAt: at(3),
      places: [
        { platform: 'ec2', account: 'prod', region: 'eu-west-1', problem: null },
        { platform: 'kubernetes', account: 'live', region: 'eu-west-1', problem: null },
      ],
      items: groups,
    },
  });
  plane.answer('/terminations/calendar', { body: calendarOf(groups, enabled, leashed, at) });
  plane.answer('/terminations', { body: { items: historyOf(groups, at) } });
  plane.answer('/terminations/settings', {
    body: { version: 12, updatedBy: 'ada', updatedAt: at(DAY_S), settings: settingsOf(enabled, leashed) },
  });
}

/** Before anybody has named a platform, or touched the settings. */
export function noTerminations(plane: StubPlane): void {
  const today = new Date().toISOString().slice(0, 10);
  plane.answer('/terminations/groups', { body: { lookedAt: new Date().toISOString(), places: [], items: [] } });
  plane.answer('/terminations/calendar', { body: { zone: 'UTC', today, nextPlanAt: null, days: [] } });
  plane.answer('/terminations/settings', {
    body: {
      ...{ version: 1, updatedBy: 'hormesis', updatedAt: new Date().toISOString() },
      settings: terminationSettings.parse({ kind: 'Terminations' }),
    },
  });
}

/** What came of the dry run of a dialog. */
export const DRY_RUN: TerminationView = {
  ...{ id: 'tdryrun001', at: '2026-03-02T09:30:00.000Z', group: keyOf('playback', 0), app: 'playback', leashed: true },
  ...{ by: 'ada', plan: null, experiment: null, gates: [], recovery: { name: 'none' } },
  targets: [
    {
      ...{ member: 'i-0f3a9c1d2e4b5a6f7', name: 'i-0f3a9c1d2e4b5a6f7', zone: 'eu-west-1a', group: 'playback-main' },
      ...{ region: 'eu-west-1', outcome: { kind: 'leashed' } },
    },
  ],
};

function keyOf(app: string, n: number): string {
  return n % 2 === 0
    ? `ec2/prod/eu-west-1/${app}/main/${app}-main`
    : `kubernetes/live/eu-west-1/${app}/-/deployment-${app}`;
}

function groupsOf(app: string, n: number, enabled: boolean, at: At): TerminationGroup[] {
  const onEc2 = n % 2 === 0;
  const takesPart = enabled && n < 6;
  const members = Array.from({ length: 3 + n }, (_, each) => ({
    member: `${app}-${each}`,
    name: onEc2 ? `i-0f3a9c1d2e4b5a6${n}${each}` : `${app}-7f9c8d5b4-x${n}k${each}q`,
    zone: `eu-west-1${'abc'[each % 3]}`,
  }));
  const group: TerminationGroup = {
    ...{ key: keyOf(app, n), platform: onEc2 ? 'ec2' : 'kubernetes', account: onEc2 ? 'prod' : 'live' },
    ...{ region: 'eu-west-1', app, stack: onEc2 ? 'main' : null, cluster: `${app}-main` },
    ...{ enabled: takesPart, leashed: n === 3, members: 3 + n, healthy: n === 1 ? 2 : 3 + n, desired: 3 + n },
    ...{ oddsOneIn: takesPart ? 3 + n : null, notBefore: n === 2 ? at(-2 * DAY_S).slice(0, 10) : null },
    ...{ nextVictims: takesPart && n !== 1 ? members : [], eligible: takesPart && n !== 1 ? members.length : 0 },
    spared: n === 1 ? [`${app}: only 2 of 4 members are healthy`] : [],
    lastKilledAt: takesPart ? at(DAY_S * (n + 1)) : null,
  };
  const canary: TerminationGroup = {
    ...group,
    ...{ key: `${keyOf(app, n)}-canary`, enabled: false, oddsOneIn: null, nextVictims: [], eligible: 0 },
    ...{ lastKilledAt: null, notBefore: null, spared: ['its name ends in "canary"'] },
  };
  return onEc2 ? [group, canary] : [group];
}

function calendarOf(
  groups: readonly TerminationGroup[],
  enabled: boolean,
  leashed: boolean,
  at: At,
): TerminationCalendar {
  const taking = groups.filter((each) => each.enabled);
  const states = (secondsAgo: number): TerminationPlanState[] => [
    { name: 'begun', at: at(secondsAgo), termination: 't7f2k9m3q1' },
    {
      name: 'refused',
      at: at(secondsAgo),
      gates: [{ gate: 'outage', passed: false, reason: 'an outage goes on: INC-1204' }],
    },
    { name: 'cancelled', at: at(secondsAgo), by: 'bo', reason: 'release tonight' },
    { name: 'missed', at: at(secondsAgo) },
  ];
  const days = Array.from({ length: 21 }, (_, place): TerminationDay => {
    const daysAgo = 13 - place;
    const day = at(DAY_S * daysAgo).slice(0, 10);
    const weekend = [0, 6].includes(new Date(day).getUTCDay());
    const closedBecause = weekend ? 'it is weekend' : daysAgo === 9 ? 'public holiday: Reformation Day' : null;
    const known = enabled && closedBecause === null && daysAgo >= 0;
    const plan = (group: TerminationGroup, n: number): TerminationPlan => ({
      ...{ id: `p${place}-${n}`, day, group: group.key, app: group.app, leashed: leashed || group.leashed },
      dueAt: `${day}T${String(9 + n).padStart(2, '0')}:${17 + n}:00.000Z`,
      state:
        daysAgo > 0 || n === 0
          ? (states(DAY_S * daysAgo)[(n + place) % 4] ?? { name: 'planned' })
          : { name: 'planned' },
    });
    const plans = known ? taking.slice(0, daysAgo === 0 ? 4 : (place * 7) % 4).map(plan) : [];
    const problems = known && daysAgo === 4 ? ['ec2 prod us-east-1: credentials had expired'] : [];
    return { day, closedBecause, madeAt: known ? at(DAY_S * daysAgo) : null, problems, plans };
  });
  return { zone: 'Europe/Berlin', today: at(0).slice(0, 10), nextPlanAt: enabled ? at(-40_000) : null, days };
}

function historyOf(groups: readonly TerminationGroup[], at: At): TerminationView[] {
  const ends: readonly Pick<TerminationView, 'recovery' | 'leashed'>[] = [
    { recovery: { name: 'watching', replacedAfterMs: 9_000 }, leashed: false },
    { recovery: { name: 'healthy', replacedAfterMs: 31_000, healthyAfterMs: 74_000 }, leashed: false },
    { recovery: { name: 'none' }, leashed: true },
    {
      recovery: {
        name: 'not_recovered',
        replacedAfterMs: null,
        afterMs: 900_000,
        reason: 'after 15 minutes 2 of 3 members are healthy',
      },
      leashed: false,
    },
    { recovery: { name: 'healthy', replacedAfterMs: null, healthyAfterMs: 4_100 }, leashed: false },
    { recovery: { name: 'none' }, leashed: false },
  ];
  const outcomes = (when: string): readonly TerminationView['targets'][number]['outcome'][] => [
    { kind: 'killed', at: when },
    { kind: 'killed', at: when },
    { kind: 'leashed' },
    { kind: 'killed', at: when },
    {
      kind: 'refused',
      at: when,
      by: 'kubernetes',
      reason: 'Cannot evict pod as it would violate the pod’s disruption budget.',
    },
    {
      ...{ kind: 'failed', at: when, failure: 'not_allowed', code: 'UnauthorizedOperation' },
      ...{ words: 'You are not authorized to perform this operation', missingPermission: 'ec2:TerminateInstances' },
    },
  ];
  return Array.from({ length: 64 }, (_, n): TerminationView => {
    const group = groups[(n * 5) % groups.length] ?? groups[0];
    const when = at(40 + n * 41_000);
    const end = ends[n % ends.length] ?? { recovery: { name: 'none' as const }, leashed: true };
    const outcome = outcomes(when)[n % 6] ?? { kind: 'leashed' as const };
    const target = (each: number) => ({
      ...{
        member: `${n}-${each}`,
        name: `i-0f3a9c1d2e4b5${n}${each}`,
        zone: 'eu-west-1a',
        group: group?.cluster ?? '',
      },
      ...{ region: 'eu-west-1', outcome },
    });
    return {
      ...{
        id: `t${n}`,
        at: when,
        group: group?.key ?? '',
        app: group?.app ?? '',
        by: n % 3 === 0 ? 'ada' : 'hormesis',
      },
      ...{ plan: n % 3 === 0 ? null : `p${n}`, experiment: n === 0 ? 'erunning01' : null, gates: [] },
      ...{ ...end, targets: n % 7 === 3 ? [target(0), target(1), target(2)] : [target(0)] },
    };
  });
}

function settingsOf(enabled: boolean, leashed: boolean): TerminationSettings {
  return terminationSettings.parse({
    ...{ kind: 'Terminations', enabled, leashed, accounts: ['prod', 'live'] },
    schedule: { zone: 'Europe/Berlin', holidays: { country: 'DE', state: 'BE' }, excludedDates: ['2026-12-24'] },
    apps: APPS.slice(0, 6).map((app, n) => ({ app, enabled: true, leashed: n === 3, meanWorkDays: 5 })),
  });
}
