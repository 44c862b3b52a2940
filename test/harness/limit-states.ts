import type { LimitsView } from '@hormesis/contract/limits.ts';
import { limits } from '@hormesis/contract/limits.ts';
import type { StubPlane } from './stub-plane.ts';

/** Limits as they are before anybody has touched them, or of a company with many regions and journeys. */
export function wideLimits(plane: StubPlane, which: 'defaults' | 'wide'): void {
  const view: LimitsView = {
    version: which === 'wide' ? 31 : 1,
    limits: limits.parse(which === 'wide' ? WIDE : { kind: 'Limits' }),
    ...{ updatedBy: which === 'wide' ? 'bo' : 'hormesis', updatedAt: '2026-03-02T09:30:00.000Z' },
    windows: [{ path: null, open: true, reason: '', opensAt: null }, ...(which === 'wide' ? CLOSED : [])],
  };
  plane.answer('/limits', { body: view });
}

const WINDOW = {
  zone: 'America/Los_Angeles',
  weekdays: ['tue', 'wed', 'thu'],
  hours: [
    { from: '09:00', to: '11:30' },
    { from: '13:00', to: '16:00' },
  ],
};
const REGIONS = [
  'ap-northeast-1',
  'ap-southeast-2',
  'eu-central-1',
  'eu-west-1',
  'sa-east-1',
  'us-east-1',
  'us-west-2',
];

const WIDE = {
  kind: 'Limits',
  operatorMaxTreatmentPpm: 20_000,
  approver: 'admin',
  loadTargets: [
    { target: 'https://play.example.com', maxRequestsPerSecond: 200 },
    { target: 'http://gateway.staging.internal:8080', maxRequestsPerSecond: 1_000 },
  ],
  regions: [
    ...REGIONS.map((region, n) => ({ region, maxTreatmentPpm: 25_000 * (n + 1) })),
    {
      ...{ region: 'sandbox', maxTreatmentPpm: 1_000_000 },
      approval: {
        by: 'ada',
        reason: 'Nobody lives there: its users are a traffic generator, and it is rebuilt each night.',
      },
    },
  ],
  window: {
    ...WINDOW,
    holidays: { country: 'US', state: 'CA' },
    excludedDates: ['2026-11-26', '2026-11-27', '2026-12-24', '2026-12-25', '2026-12-31', '2027-01-01'],
  },
  paths: [
    { path: 'press-play', window: { zone: 'Europe/Berlin' } },
    { path: 'sign-up', window: WINDOW },
    { path: 'a-journey-that-was-removed-last-year', window: { zone: 'UTC', weekdays: ['mon'] } },
  ],
};

const CLOSED: LimitsView['windows'] = [
  ...['press-play', 'sign-up', 'a-journey-that-was-removed-last-year'].map((path) => ({
    ...{ path, open: false, opensAt: '2026-12-01T17:00:00.000Z' },
    reason: 'Mon, 2 Mar 2026, 10:30 (Europe/Berlin) is outside the window: mon is none of tue, wed, thu',
  })),
];
