import type { AuditEntry } from '@hormesis/contract/audit.ts';

/** A deed as a sentence without its subject: `started`, `Ratings answer slowly`, `on live traffic`. */
export type AuditSentence = {
  before: string;
  /** What it was done to, and where that can be seen. */
  thing: { words: string; to: string | null } | null;
  after: string;
  /** Why, in the words of whoever did it. */
  reason: string;
};

type Told = Pick<AuditEntry, 'action' | 'target' | 'title' | 'detail'>;

/** What was done, in words for a person. An action that a newer control plane writes is told as it is. */
export function auditSentence(entry: Told): AuditSentence {
  const { action, target, detail } = entry;
  const reason = text(detail.reason);
  const finding = { words: target, to: `/findings/${target}` };
  const experiment = { words: entry.title ?? (text(detail.scenario) || target), to: `/experiments/${target}` };
  const group = { words: target, to: '/terminations' };
  switch (action) {
    case 'experiment_started':
      return { before: 'started', thing: experiment, after: 'on live traffic', reason };
    case 'tester_experiment_started':
      return { before: 'started', thing: experiment, after: 'for testers only', reason };
    case 'experiment_paused':
      return { before: 'paused', thing: experiment, after: '', reason };
    case 'experiment_resumed':
      return { before: 'resumed', thing: experiment, after: '', reason };
    case 'experiment_promoted':
      return { before: 'promoted', thing: experiment, after: 'to its next stage', reason };
    case 'experiment_drafted':
      return { before: 'drafted', thing: experiment, after: 'for another person to approve', reason };
    case 'experiment_approved':
      return { before: 'approved', thing: experiment, after: '', reason };
    case 'experiment_scheduled':
      return { before: 'scheduled', thing: experiment, after: '', reason };
    case 'experiment_cancelled':
      return { before: 'cancelled', thing: experiment, after: 'before it began', reason };
    case 'experiment_missed':
    case 'experiment_overlapped':
      return { before: 'did not begin', thing: experiment, after: '', reason: text(detail.detail) };
    case 'experiment_refused':
      return {
        before: 'was refused',
        thing: { ...experiment, to: experimentLink(target) },
        after: refusedBy(detail),
        reason: text(detail.detail) || refusalWords(detail),
      };
    case 'series_ended':
      return { before: 'ended the series of', thing: experiment, after: '', reason };
    case 'halt':
      return { before: 'halted', thing: experiment, after: '', reason: text(detail.detail) };
    case 'halt_all':
      return {
        before: 'halted everything and set the hold switch',
        thing: null,
        after: haltedWords(target),
        reason: text(detail.detail),
      };
    case 'hold':
      return { before: 'set the hold switch: nothing starts', thing: null, after: '', reason };
    case 'release':
      return { before: 'released the hold switch', thing: null, after: '', reason };
    case 'access_token_created':
      return {
        before: 'made the access token',
        thing: { words: text(detail.name) || target, to: null },
        after: text(detail.role) && `with the role ${text(detail.role)}`,
        reason,
      };
    case 'access_token_revoked':
      return {
        before: 'revoked the access token',
        thing: { words: text(detail.name) || target, to: null },
        after: '',
        reason,
      };
    case 'webhook_added':
      return { before: 'added the webhook', thing: webhook(entry), after: address(detail), reason };
    case 'webhook_removed':
      return { before: 'removed the webhook', thing: webhook(entry), after: '', reason };
    case 'webhook_redelivered':
      return { before: 'sent an event again to the webhook', thing: webhook(entry), after: '', reason };
    case 'scenario_applied':
      return applied(entry);
    case 'finding_assigned':
      return { before: 'gave the finding', thing: finding, after: owner(detail), reason };
    case 'finding_fixed':
      return { before: 'marked the finding', thing: finding, after: 'as fixed', reason: findingReason(detail) };
    case 'finding_accepted':
      return {
        before: 'accepted the finding',
        thing: finding,
        after: acceptedUntil(detail),
        reason: findingReason(detail),
      };
    case 'finding_reopened':
      return { before: 'opened the finding', thing: finding, after: 'again', reason: findingReason(detail) };
    case 'termination':
      return { before: 'killed in', thing: group, after: members(detail), reason };
    case 'termination_leashed':
      return { before: 'tried a kill in', thing: group, after: members(detail), reason };
    case 'termination_cancelled':
      return { before: 'cancelled the planned kill in', thing: group, after: '', reason };
    case 'termination_finding_resolved':
      return { before: 'resolved the finding of', thing: group, after: '', reason: text(detail.note) };
    case 'terminations_set':
      return { before: 'changed the settings of terminations', thing: null, after: version(detail.version), reason };
    case 'terminations_leashed':
      return { before: 'put terminations on the leash', thing: null, after: '', reason };
    case 'terminations_unleashed':
      return { before: 'took terminations off the leash', thing: null, after: '', reason };
    case 'limits_set':
      return { before: 'changed the limits', thing: null, after: version(detail.version), reason };
    default:
      return {
        before: action.replaceAll('_', ' '),
        thing: { words: entry.title ?? target, to: null },
        after: '',
        reason,
      };
  }
}

/** A start that was refused leaves no experiment: its target is the scenario. */
function experimentLink(target: string): string {
  return /^e[a-z0-9]{9}$/.test(target) ? `/experiments/${target}` : `/scenarios/${target}`;
}

function refusedBy({ refusals }: Told['detail']): string {
  if (!Array.isArray(refusals)) return '';
  return `by ${refusals.length === 1 ? 'a limit' : `${refusals.length} limits`}`;
}

/** Every limit that refused, in its own words. */
function refusalWords({ refusals }: Told['detail']): string {
  const each: unknown[] = Array.isArray(refusals) ? refusals : [];
  const messages = each.map((refusal) => (hasMessage(refusal) ? text(refusal.message) : ''));
  return messages.filter(Boolean).join('; ');
}

function hasMessage(value: unknown): value is { message: unknown } {
  return typeof value === 'object' && value !== null && 'message' in value;
}

/** Findings record their deed as a whole sentence; only its reason is told again, and the day that acceptance ends. */
const FINDING_DEED = /(?:marked it as fixed|accepted it until (\d{4}-\d\d-\d\d)|opened it again): (.*)$/s;

function findingReason(detail: Told['detail']): string {
  return text(detail.reason) || (FINDING_DEED.exec(text(detail.text))?.[2] ?? '');
}

function acceptedUntil(detail: Told['detail']): string {
  const day = FINDING_DEED.exec(text(detail.text))?.[1];
  return day ? `until ${day}` : '';
}

function owner(detail: Told['detail']): string {
  return text(detail.owner) ? `to ${text(detail.owner)}` : 'to nobody';
}

function applied({ target, title, detail }: Told): AuditSentence {
  const isPath = detail.kind === 'CriticalPath';
  const from = detail.source === 'file' ? 'from its file' : '';
  return {
    before: isPath ? 'saved the critical path' : 'saved the scenario',
    thing: { words: title ?? target, to: isPath ? null : `/scenarios/${target}` },
    after: [version(detail.version), from].filter(Boolean).join(' '),
    reason: '',
  };
}

function haltedWords(target: string): string {
  const ids = target.split(' ').filter((id) => /^e[a-z0-9]+$/.test(id));
  if (ids.length === 0) return '(nothing was running)';
  return `(${ids.length === 1 ? 'one experiment was' : `${ids.length} experiments were`} running)`;
}

function members({ members: names }: Told['detail']): string {
  return Array.isArray(names) ? `(${names.map(text).join(', ')})` : '';
}

function webhook({ target, detail }: Told): AuditSentence['thing'] {
  return { words: text(detail.name) || target, to: '/settings/webhooks' };
}

function address(detail: Told['detail']): string {
  return text(detail.address) && `to ${text(detail.address)}`;
}

function version(value: unknown): string {
  return typeof value === 'number' ? `as version ${value}` : '';
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
