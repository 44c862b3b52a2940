import type { GateDecision, TerminationApp, TerminationSettings } from '@hormesis/contract/terminations.ts';
import { exceptionOf, type Group } from './groups.ts';
import { type Victim, type Victims, victimsOf } from './victims.ts';

/** What the outage check said. Not to know is an outage. */
export type Outage =
  | { readonly kind: 'not_configured' }
  | { readonly kind: 'calm' }
  | { readonly kind: 'outage'; readonly reason: string }
  | { readonly kind: 'unreadable'; readonly reason: string };

export interface GateQuestions {
  readonly settings: TerminationSettings;
  readonly app: TerminationApp;
  readonly group: Group;
  /** Members of the parts that no exception leaves alone. */
  readonly victims: Victims;
  /** A dry run passes the leash. */
  readonly leashed: boolean;
  readonly hold: { readonly on: boolean; readonly by: string; readonly reason: string };
  readonly outage: Outage;
}

/** The members that may die now, exceptions and rules applied. */
export function victimsNow(group: Group, app: TerminationApp, settings: TerminationSettings): Victims {
  const excepted = group.parts.filter((part) => exceptionOf(part, app) !== null);
  const rules = { neverSuffixes: settings.neverSuffixes, minimumSize: app.minimumSize };
  const others = victimsOf(
    group.parts.filter((part) => !excepted.includes(part)),
    rules,
  );
  const spared = excepted.map(({ group: name }) => `${name}: an exception of ${app.app} leaves it alone`);
  return { ...others, spared: [...spared, ...others.spared] };
}

/**
 * All that is asked before a kill and needs no lock, in the order in which it counts: the first that did not pass is why
 * nothing dies, and the others are told with it. Minimum time and trackers come after these, when it is recorded.
 */
export function decideGates(asked: GateQuestions): GateDecision[] {
  return [enabled(asked), leash(asked), hold(asked), outage(asked), account(asked), group(asked), victim(asked)];
}

/** The first gate that did not pass, or null. */
export function firstRefusal(decisions: readonly GateDecision[]): GateDecision | null {
  return decisions.find(({ passed }) => !passed) ?? null;
}

function enabled({ settings }: GateQuestions): GateDecision {
  const passed = settings.enabled;
  const reason = passed ? 'terminations are enabled' : 'terminations are not enabled: nothing dies here by default';
  return { gate: 'enabled', passed, reason };
}

function leash({ settings, leashed }: GateQuestions): GateDecision {
  if (leashed) return { gate: 'leash', passed: true, reason: 'a dry run: everything but the kill' };
  const passed = !settings.leashed;
  const reason = passed
    ? 'the leash is off'
    : 'the leash is on: take it off (hormesis terminations unleash, or the page), or make it a dry run';
  return { gate: 'leash', passed, reason };
}

function hold({ hold: { on, by, reason } }: GateQuestions): GateDecision {
  const said = reason ? `: ${reason}` : '';
  return {
    gate: 'hold',
    passed: !on,
    reason: on ? `the hold switch is set by ${by}${said}` : 'the hold switch is not set',
  };
}

function outage({ outage: found }: GateQuestions): GateDecision {
  switch (found.kind) {
    case 'not_configured':
      return { gate: 'outage', passed: true, reason: 'no outage check is configured' };
    case 'calm':
      return { gate: 'outage', passed: true, reason: 'the outage check says that nothing is wrong' };
    case 'outage':
      return { gate: 'outage', passed: false, reason: `an outage is going on: ${found.reason}` };
    case 'unreadable':
      return {
        gate: 'outage',
        passed: false,
        reason: `the outage check failed, which counts as an outage: ${found.reason}`,
      };
  }
}

function account({ settings, group: { account: name } }: GateQuestions): GateDecision {
  const passed = settings.accounts.includes(name) || settings.accounts.includes('*');
  const allowed = settings.accounts.join(', ') || 'none';
  return { gate: 'account', passed, reason: `account ${name}; accounts that take part: ${allowed}` };
}

function group({ app }: GateQuestions): GateDecision {
  const reason = app.enabled ? `${app.app} is enabled` : `${app.app} is not enabled in the settings`;
  return { gate: 'group', passed: app.enabled, reason };
}

function victim({ victims: { eligible, spared } }: GateQuestions): GateDecision {
  const told = eligible.length > 0 ? [`${eligible.length} may die`, ...spared] : spared;
  return {
    gate: 'victim',
    passed: eligible.length > 0,
    reason: told.slice(0, 20).join('; ') || 'the group has no members',
  };
}

/** How many of the eligible are meant. */
export type Amount =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'share'; readonly sharePpm: number }
  | { readonly kind: 'zone'; readonly zone: string };

/** Who dies: each set of the wanted size is as likely as any other. With fewer than wanted, all of them. */
export function choose(
  eligible: readonly Victim[],
  amount: Amount,
  chance: { below(limit: number): number },
): readonly Victim[] {
  if (amount.kind === 'zone') return eligible.filter(({ member }) => member.zone === amount.zone);
  const share = amount.kind === 'share' ? Math.floor((eligible.length * amount.sharePpm) / 1_000_000) : amount.count;
  const left = [...eligible];
  const chosen: Victim[] = [];
  while (chosen.length < Math.max(1, share) && left.length > 0)
    chosen.push(...left.splice(chance.below(left.length), 1));
  return chosen;
}
