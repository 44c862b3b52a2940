import type { ExperimentSummary } from '@hormesis/contract/experiment.ts';
import type { Now } from '@hormesis/contract/status.ts';
import { experimentView, haltedView } from './experiment-fixture.ts';

/** The page Now while one experiment runs on the only path. */
export function nowView(running: readonly ExperimentSummary[] = [experimentView()], changes: Partial<Now> = {}): Now {
  const live = running.some(({ state }) => state.name === 'running');
  const treatmentPpm = live ? 20_000 : 0;
  return {
    status: {
      version: '0.1.0',
      ready: true,
      agents: { connected: 8 },
      experiments: { running: running.length, paused: 0 },
      traffic: { treatmentPpm },
      hold: { on: false, by: '', reason: '', since: null },
    },
    paths: [
      {
        name: 'press-play',
        version: 1,
        source: 'file',
        file: 'press-play.yaml',
        path: {
          kind: 'CriticalPath',
          name: 'press-play',
          title: 'Press play',
          entries: [{ service: 'gateway', routes: ['GET /play/:title'], inner: false }],
          unit: { from: 'header', name: 'x-user-id' },
          deadlineMs: 10_000,
          objectiveMs: 2_000,
          allowlist: [],
          maxTreatmentPpm: 50_000,
        },
        savedBy: 'file',
        savedAt: '2026-03-02T09:30:00.000Z',
        requestsPerSecond: 40.2,
        treatmentPpm,
        controlPpm: treatmentPpm,
        strip: live
          ? [
              { fromPpm: 0, toPpm: 20_000, kind: 'treatment', experiment: 'e7k2m9q4x1' },
              { fromPpm: 20_000, toPpm: 40_000, kind: 'control', experiment: 'e7k2m9q4x1' },
              { fromPpm: 40_000, toPpm: 1_000_000, kind: 'free', experiment: null },
            ]
          : [{ fromPpm: 0, toPpm: 1_000_000, kind: 'free', experiment: null }],
      },
    ],
    running: [...running],
    findings: { blocking: 0, lastEvent: 0 },
    terminations: { open: 0, moment: '' },
    planned: [],
    gameDays: [],
    lastGameDayEvent: 0,
    limits: { version: 1 },
    recent: [haltedView({ id: 'e1111aaaa1', scenario: 'license-slow' })],
    ...changes,
  };
}
