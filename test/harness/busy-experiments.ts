import type { Evidence } from '@hormesis/contract/evidence.ts';
import type { ArmPoint, ExperimentView } from '@hormesis/contract/experiment.ts';
import { watchedKill } from './termination-states.ts';

/** A moment so many seconds ago, ISO 8601. */
export type At = (secondsAgo: number) => string;

const SHARES = [20_000, 100_000, 250_000, 500_000, 950_000];

const ramp = {
  stages: SHARES.map((trafficPpm) => ({ trafficPpm, holdMs: 60_000, minExposedUnits: 100, marginPpm: 50_000 })),
};

export function runningExperiment(at: At): ExperimentView {
  return {
    ...{ id: 'erunning01', scenario: 'recommendations-down', scenarioVersion: 3, path: 'press-play' },
    title: 'The page still plays without recommendations',
    hypothesis: 'Nobody fails to start playing when recommendations answer 503: popular titles take their place.',
    ...{ owner: 'web team', population: 'live', startedBy: 'ada', approvedBy: 'bo', repeat: null, endsAt: null },
    ...{ createdAt: at(120), startedAt: at(110), endedAt: null, stoppedAt: null, halt: null, verdict: null },
    state: { name: 'running', stage: 1, since: at(38) },
    reason: 'Waits for exposed users: 1,184 of 1,500 in each arm.',
    ...{ trafficPpm: 100_000, controlPpm: 100_000, stageCount: 5, injections: 2_184, telemetryAgeMs: 400 },
    exposedUnits: { treatment: 1_184, control: 1_207 },
    ...{ logE: Math.log(0.7), haltLogE: Math.log(200) },
    faults: [{ callGroup: 'api>http:recommendations', role: 'degradable', fault: { kind: 'error', status: 503 } }],
    terminations: [],
    ...{ ramp, guardrails: { alphaPpm: 10_000, budgetUnits: 50 } },
    evidence: { ...evidenceOf(2, 0.7), kills: [watchedKill(at)] },
    gate: {
      open: false,
      etaMs: 70_000,
      conditions: [
        { condition: 'hold', met: false, text: '38 s of 60 s', value: 38, target: 60 },
        { condition: 'exposure', met: false, text: '1,184 of 1,500 users in each arm', value: 1_184, target: 1_500 },
        { condition: 'split', met: true, text: 'treatment and control match', value: 0, target: 0 },
        { condition: 'injection', met: true, text: '2,184 faults applied, in each instance', value: 2_184, target: 1 },
        {
          condition: 'excess',
          met: true,
          text: 'users who failed: treatment may be up to 1.3 points above control, 5 points are allowed',
          value: 13_000,
          target: 50_000,
        },
      ],
    },
    flows: [
      flow('api>http:recommendations', {
        calls: 2_190,
        injected: 2_184,
        absorbed: { fallback: 2_097, retry: 87 },
        opened: 3,
      }),
      flow('gateway>http:api', { calls: 4_120 }),
      flow('api>http:ratings', { calls: 2_170 }),
    ],
    blastRadius: {
      ...{
        requests: { treatment: 2_060, control: 2_098 },
        units: { treatment: 1_184, control: 1_207 },
        injections: 2_184,
      },
      ...{ services: ['api', 'recommendations'], servicesTotal: 7, callGroups: ['api>http:recommendations'] },
    },
    prediction: {
      ...{ observedSeconds: 3_600, requestsPerSecond: 96, baseline: { requests: 345_600, failed: 691 } },
      ...{ callGroups: ['api>http:recommendations'], services: ['api'], downstream: ['recommendations'] },
      ...{ regions: ['eu-west-1'], zones: ['eu-west-1a', 'eu-west-1b'], unitsOfPath: 100_000, verdictMinutes: 6 },
      stages: SHARES.map((trafficPpm, stage) => ({
        ...{
          stage,
          trafficPpm,
          requestsPer10s: trafficPpm / 1_040,
          injectedRequestsPer10s: Math.round(trafficPpm / 1_050),
        },
        injectionsPer10s: trafficPpm / 1_050,
      })),
      advice: SHARES.map((trafficPpm, stage) => ({
        ...{ stage, trafficPpm, exposedUnits: Math.round(trafficPpm / 80), outageSeconds: 3, doublingSeconds: 400 },
        ...{ quarterSeconds: null, usersHurt: 14, gateSeconds: 60 },
      })),
    },
    points: points(Date.parse(at(110)), 110, () => 0.002),
    timeline: [
      event(1, at(120), 'drafted', 'ada', 'ada drafted it: it goes to 95 %, above the 5 % an operator may go alone.'),
      event(2, at(112), 'approved', 'bo', 'bo approved it: “looks right on my TV”.'),
      event(3, at(110), 'started', 'ada', 'Started on live traffic of press-play.'),
      event(4, at(110), 'stage_began', 'hormesis', 'Stage 2 % began.', { stage: 0 }),
      event(5, at(40), 'gate_passed', 'hormesis', 'Gate of 2 % passed: excess at most 1.8 points, arms match.'),
      event(6, at(38), 'stage_began', 'hormesis', 'Stage 10 % began.', { stage: 1 }),
    ],
  };
}

export function failedExperiment(at: At): ExperimentView {
  const base = runningExperiment(at);
  const ended = at(600);
  return {
    ...base,
    ...{ id: 'efailed001', scenario: 'ratings-slow', title: 'Ratings answer after two seconds', owner: 'ratings team' },
    hypothesis: 'Nobody needs stars to play: a page without ratings is still a page.',
    ...{ createdAt: at(760), startedAt: at(760), endedAt: ended, stoppedAt: at(595), verdict: 'failed', gate: null },
    state: { name: 'halted', at: ended, by: 'control plane', reason: 'harm', detail: 'E of failed reached its line' },
    reason: '12 of 190 users in treatment failed, 0 of 188 in control: treatment is worse off.',
    ...{ trafficPpm: 0, controlPpm: 0, logE: Math.log(412), injections: 204 },
    exposedUnits: { treatment: 1_190, control: 1_188 },
    faults: [{ callGroup: 'api>http:ratings', role: 'degradable', fault: { kind: 'latency', delayMs: 2_000 } }],
    evidence: evidenceOf(2, 412),
    flows: [
      flow('api>http:ratings', { calls: 204, injected: 204, absorbed: { retry: 22 }, visible: 182, timedOut: 30 }),
    ],
    blastRadius: {
      ...base.blastRadius,
      services: ['api', 'ratings'],
      callGroups: ['api>http:ratings'],
      injections: 204,
    },
    points: points(Date.parse(at(760)), 160, (second) => (second > 120 ? 0.09 : 0.002)),
    timeline: [
      event(1, at(760), 'started', 'ada', 'Started on live traffic of press-play.'),
      event(2, at(760), 'stage_began', 'hormesis', 'Stage 2 % began.', { stage: 0 }),
      ...Array.from({ length: 20 }, (_, n) =>
        event(
          3 + n,
          at(755 - 5 * n),
          'waiting',
          'hormesis',
          `Waits for exposed users: ${60 + 6 * n} of 200 in each arm.`,
        ),
      ),
      event(40, at(640), 'gate_passed', 'hormesis', 'Gate of 2 % passed: excess at most 4.1 points, arms match.'),
      event(41, at(640), 'stage_began', 'hormesis', 'Stage 10 % began.', { stage: 1 }),
      event(42, ended, 'halted', 'hormesis', 'Halted: 12 of 190 users in treatment failed, 0 of 188 in control.'),
      event(43, at(600), 'halt_confirmed', 'hormesis', '42 of 42 agents confirmed within 212 ms.'),
      event(44, at(599), 'verdict', 'hormesis', 'Verdict: failed. Harm was found.'),
    ],
    halt: { halted: ['efailed001'], agents: { connected: 42, confirmed: 42, unknown: [] }, ms: 212, recorded: true },
  };
}

export function recentExperiments(failed: ExperimentView, at: At): ExperimentView[] {
  const ended = (id: string, title: string, more: Partial<ExperimentView>): ExperimentView => ({
    ...failed,
    ...{ id, title, verdict: 'passed', state: { name: 'completed', at: at(4_000) }, endedAt: at(4_000) },
    reason: 'The last stage passed its gate: at most 0.4 points more users failed.',
    ...more,
  });
  return [
    failed,
    ended('epassed001', 'The page plays without bookmarks', {
      scenario: 'bookmarks-down',
      evidence: withOpenBreaker(),
    }),
    ended('eunsure001', 'Search answers with an error', {
      ...{ path: 'browse', verdict: 'inconclusive', endedAt: at(90_000), startedBy: 'bo' },
      state: { name: 'halted', at: at(90_000), by: 'bo', reason: 'person', detail: 'release tonight' },
      reason: 'release tonight',
    }),
  ];
}

export function evidenceOf(stages: number, e: number): Evidence {
  const harm = (kpi: string, words: string, treatment: number, control: number, value: number) => ({
    ...{
      kpi,
      words,
      failing: { treatment, control },
      logE: Math.log(value),
      haltLogE: Math.log(200),
      excessPpm: 13_000,
    },
  });
  const brake = (name: Evidence['brakes'][number]['brake'], text: string) => ({
    ...{ brake: name, tripped: false, value: 4, limit: 20, text },
  });
  return {
    kpis: [
      harm('failed', 'failed', e > 100 ? 12 : 5, e > 100 ? 0 : 4, e),
      harm('slow', 'were slow', 9, 8, 0.4),
      harm('missing:play_start', 'did not start playing', 3, 5, 0.08),
    ],
    brakes: [
      brake('surge', '0 users in treatment began to fail within 10 s; halts above 20'),
      brake('budget', '2 users failed beyond the usual 3; halts at 50'),
      brake('spillover', 'fewer than 20 users outside treatment failed within 10 s; halts above 1.2 %'),
      brake('prediction', '94 requests met a fault within 10 s, 95 were predicted; halts above 248'),
    ],
    ...{ splitLogE: -1.2, excessPpm: 13_000, injections: 2_184 },
    stages: Array.from({ length: stages }, (_, stage) => ({
      ...{ stage, trafficPpm: SHARES[stage] ?? 0, injections: 400 + 1_384 * stage, breakers: [] },
      exposedUnits: { treatment: 390 + 404 * stage, control: 401 + 405 * stage },
      known: { treatment: 388 + 400 * stage, control: 399 + 402 * stage },
      failing: { treatment: stage === 1 && e > 100 ? 12 : 1 + stage, control: 1 + stage },
    })),
  };
}

/** A pass that proves less than it seems: in its second stage both arms were turned away by a breaker they share. */
function withOpenBreaker(): Evidence {
  const evidence = evidenceOf(2, 0.4);
  const breaker = { callGroup: 'api>http:bookmarks', opened: 2, rejected: { treatment: 105, control: 98 }, text: '' };
  return {
    ...evidence,
    stages: evidence.stages.map((each) => (each.stage === 1 ? { ...each, breakers: [breaker] } : each)),
  };
}

/** A point a second, with a share of treatment failing that may change. */
function points(fromMs: number, seconds: number, treatmentShare: (second: number) => number): ArmPoint[] {
  const noise = (n: number) => ((n * 7_919) % 1_000) / 1_000;
  return Array.from({ length: seconds }, (_, second) => {
    const known = { treatment: 9 + (second % 4), control: 9 + ((second + 2) % 4) };
    const failing = (share: number, n: number) => (noise(n) < share * 10 ? 1 : 0);
    return {
      ...{ atMs: Math.floor(fromMs / 1_000) * 1_000 + 1_000 * second, known },
      failing: { treatment: failing(treatmentShare(second), second), control: failing(0.002, second + 371) },
    };
  });
}

function flow(callGroup: string, counts: Partial<ExperimentView['flows'][number]>): ExperimentView['flows'][number] {
  return {
    ...{ callGroup, calls: 0, injected: 0, skipped: 0, absorbed: {}, visible: 0, opened: 0, rejected: 0, timedOut: 0 },
    ...counts,
  };
}

function event(
  id: number,
  at: string,
  kind: ExperimentView['timeline'][number]['kind'],
  actor: string,
  text: string,
  detail: Record<string, unknown> = {},
): ExperimentView['timeline'][number] {
  return { id, at, kind, actor, text, detail };
}
