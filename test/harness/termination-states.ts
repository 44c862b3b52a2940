import type { KillEvidence } from '@hormesis/contract/evidence.ts';
import {
  type TerminationCalendar,
  type TerminationFinding,
  type TerminationGroups,
  type TerminationSettingsView,
  type TerminationView,
  terminationSettings,
} from '@hormesis/contract/terminations.ts';
import type { StubPlane } from './stub-plane.ts';

const GROUP = 'ec2/prod/eu-west-1/playback/main/playback-main';
const part = { platform: 'ec2', account: 'prod', region: 'eu-west-1' } as const;

/** Terminations of a busy afternoon: one group recovers, one did not, one place cannot be looked at. `at` takes seconds ago. */
export function busyTerminations(plane: StubPlane, at: (secondsAgo: number) => string): void {
  const group: TerminationGroups['items'][number] = {
    ...{ key: GROUP, ...part, app: 'playback', stack: 'main', cluster: 'playback-main', enabled: true, leashed: false },
    ...{ members: 3, healthy: 2, desired: 3, oddsOneIn: 4, eligible: 0, lastKilledAt: at(40), notBefore: null },
    ...{ nextVictims: [], spared: ['playback-main: only 2 of 3 members are healthy'] },
  };
  const failed = { kind: 'not_allowed', code: 'UnauthorizedOperation', missingPermission: 'autoscaling:Describe*' };
  const groups: TerminationGroups = {
    lookedAt: at(3),
    places: [
      { ...part, problem: null },
      { ...part, region: 'us-east-1', problem: { ...failed, message: 'permission is missing' } },
    ],
    items: [group, { ...group, key: `${GROUP}-2`, enabled: false, oddsOneIn: null, lastKilledAt: null }],
  };
  const killed: TerminationView = {
    ...{ id: 't7f2k9m3q1', at: at(40), group: GROUP, app: 'playback', leashed: false, by: 'ada', plan: null },
    ...{ experiment: 'erunning01', gates: [], recovery: { name: 'watching', replacedAfterMs: 9_000 } },
    targets: [
      {
        ...{ member: 'i-1', name: 'i-1', zone: 'eu-west-1a', group: 'playback-main', region: 'eu-west-1' },
        outcome: { kind: 'killed', at: at(40) },
      },
    ],
  };
  const finding: TerminationFinding = {
    ...{ id: 'tf4k8m2q9', group: GROUP, termination: 't1', foundAt: at(9_000), resolved: null },
    ...{ reason: 'after 15 minutes playback-main has 2 of 3 healthy members', state: 'open', verifiedBy: null },
  };
  const mended = { at: at(3_600), by: 'bo', note: 'the launch template named an image that was gone' };
  const settings: TerminationSettingsView = {
    ...{ version: 4, updatedBy: 'ada', updatedAt: at(90_000) },
    settings: terminationSettings.parse({ kind: 'Terminations', enabled: true, leashed: false, accounts: ['prod'] }),
  };
  plane.answer('/terminations', { body: { items: [killed] } });
  plane.answer('/terminations/groups', { body: groups });
  plane.answer('/terminations/calendar', { body: calendar(at) });
  plane.answer('/terminations/findings', {
    body: { items: [finding, { ...finding, id: 'tf2', state: 'fixed', resolved: mended }] },
  });
  plane.answer('/terminations/settings', { body: settings });
}

function calendar(at: (secondsAgo: number) => string): TerminationCalendar {
  const dayOf = (daysAgo: number) => at(86_400 * daysAgo).slice(0, 10);
  const plan = (id: string, daysAgo: number): TerminationCalendar['days'][number]['plans'][number] => ({
    ...{ id, day: dayOf(daysAgo), group: GROUP, app: 'playback', leashed: false, dueAt: at(86_400 * daysAgo) },
    state: { name: 'planned' },
  });
  const day = (daysAgo: number, plans: TerminationCalendar['days'][number]['plans']) => ({
    ...{ day: dayOf(daysAgo), closedBecause: null, madeAt: at(86_400 * daysAgo + 3_600), problems: [], plans },
  });
  const refused = { ...plan('p2', 1), state: { name: 'refused' as const, at: at(86_400), gates: [] } };
  const days = [day(2, []), day(1, [refused]), day(0, [plan('p1', 0)])];
  return { zone: 'Europe/Berlin', today: dayOf(0), nextPlanAt: at(-40_000), days };
}

/** The kill of a stage that is being watched. */
export function watchedKill(at: (secondsAgo: number) => string): KillEvidence {
  return {
    ...{ stage: 1, group: GROUP, count: 1, leashed: false, state: 'watching', termination: 't7f2k9m3q1' },
    text: `1 of ${GROUP} killed, not healthy yet; users within 40 s after it: 3 failed and 1 before; waits: the group is not healthy yet`,
    ...{ killedAt: at(40), healthyAfterMs: null, comparedMs: 40_000, compareMs: 300_000 },
    kpis: [{ kpi: 'failed', words: 'failed', logE: 0.2, haltLogE: 5.3, before: 1, after: 3, excessPpm: 21_000 }],
  };
}
