import type { TesterToken } from '@hormesis/contract/experiment.ts';
import type { Preview } from '@hormesis/contract/preview.ts';
import type { Now } from '@hormesis/contract/status.ts';
import type { BusyPlane } from './page-states.ts';
import { pathStates } from './path-states.ts';
import type { StubPlane } from './stub-plane.ts';

type Refusals = Partial<Pick<Preview, 'refusals' | 'refusalsOnceApproved' | 'testerRefusals'>>;

/** Stages as they are proposed for a hundred requests a second, and what each of them tells and costs. */
const STAGES = [
  {
    trafficPpm: 5_000,
    holdMs: 1_800_000,
    exposedUnits: 886,
    outageSeconds: 24,
    doublingSeconds: 43_620,
    usersHurt: 12,
  },
  {
    trafficPpm: 20_000,
    holdMs: 1_800_000,
    exposedUnits: 3_542,
    outageSeconds: 7,
    doublingSeconds: 10_920,
    usersHurt: 15,
  },
  {
    trafficPpm: 100_000,
    holdMs: 1_800_000,
    exposedUnits: 17_712,
    outageSeconds: 3,
    doublingSeconds: 2_220,
    usersHurt: 31,
  },
  { trafficPpm: 250_000, holdMs: 440_000, exposedUnits: 10_824, outageSeconds: 2, doublingSeconds: 900, usersHurt: 60 },
];
const REQUESTS_PER_SECOND = 96.4;

/** A journey with calls that may be failed, on which nothing runs, and what each design of it would touch and cost. */
export function designStates(plane: StubPlane, busy: BusyPlane, refused: Refusals = {}): void {
  const { prediction } = busy.running;
  const told = pathStates(plane, busy, { source: 'database', running: false });
  const { status } = told;
  const idle: Now = {
    ...told,
    status: { ...status, experiments: { running: 0, paused: 0 }, traffic: { treatmentPpm: 0 } },
  };
  plane.answer('/now', { body: idle });
  plane.tell('now', idle);
  const ramp = {
    stages: STAGES.map(({ trafficPpm, holdMs }) => ({ trafficPpm, holdMs, minExposedUnits: 100, marginPpm: 50_000 })),
  };
  const preview: Preview = {
    ...{ scenario: 'press-play-without-recommendations', path: 'press-play', ramp, proposedRamp: ramp },
    prediction: prediction && {
      ...{ ...prediction, verdictMinutes: 97 },
      stages: STAGES.map(({ trafficPpm }, stage) => {
        const requestsPer10s = (trafficPpm * REQUESTS_PER_SECOND) / 100_000;
        const injectedRequestsPer10s = 0.98 * requestsPer10s;
        return {
          ...{ stage, trafficPpm, requestsPer10s, injectedRequestsPer10s },
          injectionsPer10s: injectedRequestsPer10s,
        };
      }),
      advice: STAGES.map(({ holdMs, ...advice }, stage) => ({
        ...{ ...advice, stage, quarterSeconds: null, gateSeconds: holdMs / 1_000 },
      })),
    },
    ...{ refusals: [], refusalsOnceApproved: [], testerRefusals: [] },
    ...refused,
  };
  plane.answer('/experiments/preview', { body: preview });
}

/** As the control plane answers whoever saves a scenario that somebody else has changed meanwhile. */
export function changedMeanwhile(nowMs: number) {
  const saved = `bo saved version 4 at ${new Date(nowMs - 120_000).toISOString()}; version 3 was expected`;
  const problems = [{ field: 'ratings-slow', message: saved }];
  const message = `ratings-slow: ${saved}. Nothing was saved`;
  return { error: { code: 'changed_meanwhile', message, problems } };
}

/** What a tester sends, as long as a signed one, for a quarter of an hour. */
export function testerToken(nowMs: number): TesterToken {
  const signed = `etester001.1764536400.${'k7Qx2mVb9Zp4'.repeat(6)}`;
  return {
    ...{ experiment: 'etester001', expiresAt: new Date(nowMs + 900_000).toISOString() },
    header: { name: 'baggage', value: `hormesis=${signed}` },
  };
}
