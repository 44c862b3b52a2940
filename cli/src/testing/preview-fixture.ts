import type { Preview } from '@hormesis/contract/preview.ts';

/** A preview of one stage at 5 %, refused by nothing. */
export function previewOf(changes: Partial<Preview> = {}): Preview {
  return {
    scenario: 'ratings-slow',
    path: 'press-play',
    ramp: { stages: [{ trafficPpm: 50_000, holdMs: 60_000, minExposedUnits: 10 }] },
    prediction: {
      observedSeconds: 3_600,
      requestsPerSecond: 100,
      baseline: { requests: 360_000, failed: 720 },
      callGroups: ['api>http:ratings'],
      services: ['api'],
      downstream: ['ratings'],
      regions: [],
      zones: [],
      stages: [{ stage: 0, trafficPpm: 50_000, requestsPer10s: 50, injectedRequestsPer10s: 50, injectionsPer10s: 50 }],
      unitsOfPath: 100_000,
      advice: [
        {
          ...{ stage: 0, trafficPpm: 50_000, exposedUnits: 295, gateSeconds: 74 },
          ...{ outageSeconds: 3.8, doublingSeconds: 2_900, quarterSeconds: null, usersHurt: 19 },
        },
      ],
      verdictMinutes: 1.2,
    },
    proposedRamp: {
      stages: [5_000, 20_000].map((trafficPpm) => ({ trafficPpm, holdMs: 60_000, minExposedUnits: 10 })),
    },
    refusals: [],
    refusalsOnceApproved: [],
    testerRefusals: [],
    ...changes,
  };
}
