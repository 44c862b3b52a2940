import type { Limits, Window } from '@hormesis/contract/limits.ts';
import { formatShare } from '../../lib/format-share.ts';
import type { Part } from './merge-limits.ts';

/** What each part of the limits is about. */
export const partTitles: Readonly<Record<Part, string>> = {
  operatorMaxTreatmentPpm: 'An operator alone may go up to',
  approver: 'Who may approve more',
  regionMaxTreatmentPpm: 'Treatment in any region',
  regions: 'Single regions',
  loadTargets: 'Where load may be sent',
  graceMinutes: 'A planned start may be late by',
  window: 'When live traffic may be failed',
  paths: 'Windows of single paths',
};

/** A part of the limits in a few words. */
export function partWords<P extends Part>(part: P, limits: Pick<Limits, P>): string {
  const all: Partial<Limits> = limits;
  switch (part) {
    case 'operatorMaxTreatmentPpm':
    case 'regionMaxTreatmentPpm':
      return formatShare(Number(all[part]));
    case 'approver':
      return all.approver === 'admin' ? 'another admin' : 'another operator or an admin';
    case 'graceMinutes':
      return `${all.graceMinutes}\u00a0min`;
    case 'window':
      return windowWords(all.window);
    case 'regions':
      return (
        all.regions?.map(({ region, maxTreatmentPpm }) => `${region} ${formatShare(maxTreatmentPpm)}`).join(', ') ||
        'none'
      );
    case 'loadTargets':
      return (
        all.loadTargets?.map(({ target, maxRequestsPerSecond }) => `${target} ${maxRequestsPerSecond}/s`).join(', ') ||
        'nowhere'
      );
    default:
      return all.paths?.map(({ path, window }) => `${path}: ${windowWords(window)}`).join('; ') || 'none';
  }
}

/** `mon–fri, 09:00–17:00, Europe/Berlin, no holidays of DE`. */
function windowWords(window: Window | undefined): string {
  if (!window) return 'at any time';
  const { weekdays, hours, zone, holidays, excludedDates } = window;
  return [
    weekdays?.join(' ') ?? 'every day',
    hours?.map(({ from, to }) => `${from}–${to}`).join(' and ') ?? 'all day',
    zone,
    holidays && `no holidays of ${[holidays.country, holidays.state, holidays.region].filter(Boolean).join(' ')}`,
    excludedDates.length > 0 && `not on ${excludedDates.join(', ')}`,
  ]
    .filter(Boolean)
    .join(', ');
}
