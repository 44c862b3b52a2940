import type { LimitsView } from '@hormesis/contract/limits.ts';
import type { WebhookView } from '@hormesis/contract/webhook.ts';
import type { At } from './busy-experiments.ts';

export function usualLimits(at: At): LimitsView {
  return {
    version: 7,
    limits: {
      ...{ kind: 'Limits', regionMaxTreatmentPpm: 50_000, operatorMaxTreatmentPpm: 50_000, approver: 'operator' },
      loadTargets: [],
      graceMinutes: 10,
      regions: [
        { region: 'eu-west-1', maxTreatmentPpm: 100_000 },
        { region: 'sandbox', maxTreatmentPpm: 1_000_000, approval: { by: 'ada', reason: 'nobody lives there' } },
      ],
      window: {
        ...{
          zone: 'Europe/Berlin',
          weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'],
          hours: [{ from: '09:00', to: '17:00' }],
        },
        ...{ holidays: { country: 'DE', state: 'BE' }, excludedDates: ['2026-12-24', '2026-12-31'] },
      },
      paths: [{ path: 'sign-up', window: { zone: 'Europe/Berlin', weekdays: ['tue', 'wed'], excludedDates: [] } }],
    },
    ...{ updatedBy: 'bo', updatedAt: at(86_400) },
    windows: [
      { path: null, open: true, reason: '', opensAt: null },
      {
        path: 'sign-up',
        open: false,
        reason: 'Mon, 2 Mar 2026, 10:30 (Europe/Berlin) is outside the window: mon is none of tue, wed',
        opensAt: at(-50_000),
      },
    ],
  };
}

export function accessTokens(at: At) {
  const token = (id: string, name: string, role: string, made: number, used: number | null) => ({
    ...{ id, name, role, createdAt: at(made), lastUsedAt: used === null ? null : at(used) },
  });
  return [
    token('k2m9q4x1ab', 'bo', 'operator', 900_000, 40),
    token('p7r1t5w9cd', 'pipeline', 'operator', 700_000, 3_600),
    token('setting-agents', 'agents', 'agent', 2_000_000, 1),
    token('z3x6c9v2ef', 'status wall', 'viewer', 100_000, null),
    token('setting-admin', 'admin', 'admin', 2_000_000, 2),
  ];
}

export function webhooks(at: At): WebhookView[] {
  const made = {
    authorization: false,
    createdAt: at(90_000),
    createdBy: 'ada',
    events: ['experiment.halted' as const],
  };
  return [
    {
      ...{
        ...made,
        id: 'wchannel01',
        name: 'the team’s channel',
        address: 'https://hooks.slack.com/…',
        format: 'slack',
      },
      ...{ health: { name: 'working', lastDeliveredAt: at(120) }, pending: 0, givenUp: 0 },
    },
    {
      ...{ ...made, id: 'wpipeline1', name: 'pipeline', address: 'https://ci.example.com/hormesis', format: 'json' },
      health: { name: 'failing', since: at(300), failures: 7, nextAttemptAt: at(-40), error: 'answered 503' },
      ...{ pending: 4, givenUp: 1 },
    },
  ];
}
