import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import type { HaltReport } from '@hormesis/contract/halt.ts';

const AT = '2026-03-01T10:00:00.000Z';

/** An experiment in its first stage, as the control plane tells it. */
export function experimentView(changes: Partial<ExperimentView> = {}): ExperimentView {
  return {
    id: 'e7k2m9q4x1',
    scenario: 'ratings-slow',
    scenarioVersion: 1,
    path: 'press-play',
    title: 'Ratings are slow',
    owner: 'api team',
    population: 'live',
    state: { name: 'running', stage: 0, since: AT },
    verdict: null,
    reason: '',
    trafficPpm: 20_000,
    controlPpm: 20_000,
    stageCount: 2,
    startedBy: 'admin',
    approvedBy: null,
    repeat: null,
    createdAt: AT,
    startedAt: AT,
    endedAt: null,
    endsAt: null,
    exposedUnits: { treatment: 40, control: 41 },
    injections: 38,
    logE: 1,
    haltLogE: 4,
    hypothesis: 'Playing works without ratings.',
    faults: [],
    terminations: [],
    ramp: { stages: [{ trafficPpm: 20_000, holdMs: 8_000, minExposedUnits: 10 }] },
    guardrails: { alphaPpm: 10_000, budgetUnits: 50 },
    evidence: {
      kpis: [],
      brakes: [],
      splitLogE: 0,
      stages: [
        {
          stage: 0,
          trafficPpm: 20_000,
          exposedUnits: { treatment: 40, control: 41 },
          known: { treatment: 30, control: 30 },
          failing: { treatment: 9, control: 0 },
          injections: 38,
          breakers: [],
        },
      ],
      excessPpm: null,
      injections: 38,
    },
    gate: null,
    flows: [],
    blastRadius: {
      requests: { treatment: 50, control: 50 },
      units: { treatment: 40, control: 41 },
      injections: 38,
      services: ['api'],
      servicesTotal: 7,
      callGroups: ['api>http:ratings'],
    },
    prediction: null,
    points: [],
    timeline: [{ id: 1, at: AT, kind: 'started', actor: 'admin', text: 'started by admin', detail: {} }],
    halt: null,
    telemetryAgeMs: 100,
    stoppedAt: null,
    ...changes,
  };
}

export const confirmedHalt: HaltReport = {
  halted: ['e7k2m9q4x1'],
  agents: { connected: 8, confirmed: 8, unknown: [] },
  ms: 41,
  recorded: true,
};

/** The same experiment after it halted itself. */
export function haltedView(changes: Partial<ExperimentView> = {}): ExperimentView {
  return experimentView({
    state: { name: 'halted', at: AT, by: 'control plane', reason: 'harm', detail: 'E reached its line' },
    verdict: 'failed',
    reason: '9 of 40 units in treatment failed, 0 of 41 in control',
    endedAt: AT,
    halt: confirmedHalt,
    evidence: everyOutcomeKnown(),
    ...changes,
  });
}

/** The same experiment after its last stage passed its gate. */
export function passedView(changes: Partial<ExperimentView> = {}): ExperimentView {
  return experimentView({
    state: { name: 'completed', at: AT },
    verdict: 'passed',
    reason: 'the last stage passed its gate',
    endedAt: AT,
    evidence: everyOutcomeKnown(),
    ...changes,
  });
}

function everyOutcomeKnown(): ExperimentView['evidence'] {
  const { evidence } = experimentView();
  return { ...evidence, stages: evidence.stages.map((stage) => ({ ...stage, known: stage.exposedUnits })) };
}
