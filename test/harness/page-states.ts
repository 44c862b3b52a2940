import type { Evidence } from '@hormesis/contract/evidence.ts';
import type { ArmPoint, ExperimentView } from '@hormesis/contract/experiment.ts';
import type { FindingView } from '@hormesis/contract/finding.ts';
import type { LimitsView } from '@hormesis/contract/limits.ts';
import type { ScenarioView } from '@hormesis/contract/scenario.ts';
import type { Now } from '@hormesis/contract/status.ts';
import type { WebhookView } from '@hormesis/contract/webhook.ts';
import { largeFleet } from './large-fleet.ts';
import { IDLE_NOW, type StubPlane } from './stub-plane.ts';
import { busyTerminations, watchedKill } from './termination-states.ts';

/** A busy afternoon, as every page shows it: two experiments run, one has failed, two wait. Times are near `nowMs`. */
export function busyPlane(plane: StubPlane, nowMs: number): BusyPlane {
  const at = (secondsAgo: number) => new Date(nowMs - 1_000 * secondsAgo).toISOString();
  const running = runningExperiment(at);
  const failed = failedExperiment(at);
  const tester: ExperimentView = {
    ...running,
    ...{
      id: 'etester001',
      title: 'Licence service down, for testers',
      population: 'tester',
      trafficPpm: 0,
      controlPpm: 0,
    },
    ...{ scenario: 'licence-down', state: { name: 'running', stage: 0, since: at(200) }, endsAt: at(-700) },
  };
  const notBegun: ExperimentView = {
    ...running,
    ...{ startedAt: null, trafficPpm: 0, controlPpm: 0, exposedUnits: { treatment: 0, control: 0 }, injections: 0 },
    ...{ evidence: evidenceOf(0, 0.1), gate: null, flows: [], points: [], telemetryAgeMs: null, reason: '' },
    blastRadius: {
      ...{ requests: { treatment: 0, control: 0 }, units: { treatment: 0, control: 0 }, injections: 0 },
      ...{ services: [], servicesTotal: 7, callGroups: [] },
    },
    timeline: running.timeline.slice(0, 1),
  };
  const planned: ExperimentView[] = [
    {
      ...notBegun,
      ...{ id: 'eplanned01', title: 'Everything degradable at once' },
      state: { name: 'scheduled', startsAt: at(-16 * 3_600) },
      repeat: { cron: '30 10 * * 2', zone: 'Europe/Berlin' },
    },
    {
      ...notBegun,
      ...{ id: 'eplanned02', title: 'Bookmarks answer after two seconds', startedBy: 'bo' },
      state: { name: 'draft', startsAt: null, reason: 'it goes to 50 %, above the 5 % an operator may go alone' },
    },
  ];
  const finding = ratingsFinding(at);
  const recent = recentExperiments(failed, at);
  const now = busyNow({ running: [running, tester], recent, planned });
  const limits = usualLimits(at);

  plane.answer('/session', { body: { name: 'ada', role: 'admin' } });
  plane.answer('/now', { body: now });
  plane.tell('now', now);
  for (const each of now.paths) plane.answer(`/paths/${each.name}`, { body: each });
  const passed = recent.filter(({ verdict }) => verdict === 'passed');
  for (const each of [running, failed, tester, ...planned, ...passed]) {
    plane.answer(`/experiments/${each.id}`, { body: each });
    plane.tell(`experiment:${each.id}`, each);
  }
  plane.answer('/experiments', { body: { items: [...now.planned, ...now.running, ...now.recent] } });
  plane.answer('/findings', { body: { items: [finding, { ...finding, id: 'f2', ...fixedFinding(at) }] } });
  plane.answer(`/findings/${finding.id}`, { body: finding });
  busyTerminations(plane, at);
  plane.answer('/limits', { body: limits });
  plane.answer('/webhooks', { body: { items: webhooks(at) } });
  plane.answer('/access-tokens', { body: { items: accessTokens(at) } });
  plane.answer('/agents', { body: { items: agents(at), total: 9 } });
  plane.answer('/audit', { body: { items: auditEntries(at) } });
  const scenarios = [scenarioView('ratings-slow', [FINDING_OPEN]), scenarioView('bookmarks-down', [])];
  plane.answer('/scenarios', { body: { items: scenarios } });
  for (const each of scenarios) plane.answer(`/scenarios/${each.name}`, { body: each });
  plane.tell('topology', largeFleet({ services: 24, callGroups: 60 }, 0));
  return { now, running, failed, finding, limits };
}

export interface BusyPlane {
  readonly now: Now;
  readonly running: ExperimentView;
  readonly failed: ExperimentView;
  readonly finding: FindingView;
  readonly limits: LimitsView;
}

type At = (secondsAgo: number) => string;

const FINDING_OPEN = { code: 'finding_open', message: 'finding f1 of this scenario is open: ratings has no fallback' };
const SHARES = [20_000, 100_000, 250_000, 500_000, 950_000];

const ramp = {
  stages: SHARES.map((trafficPpm) => ({ trafficPpm, holdMs: 60_000, minExposedUnits: 100, marginPpm: 50_000 })),
};

function busyNow(lists: Pick<Now, 'running' | 'recent' | 'planned'>): Now {
  const path = (name: string, requestsPerSecond: number, share: number): Now['paths'][number] => ({
    ...{ name, version: 1, source: 'file', file: `${name}.yaml`, requestsPerSecond },
    ...{ savedBy: 'hormesis', savedAt: '2026-03-02T09:30:00.000Z' },
    ...{ treatmentPpm: share, controlPpm: share },
    strip:
      share === 0
        ? []
        : [
            { fromPpm: 220_000, toPpm: 220_000 + share, kind: 'treatment', experiment: 'erunning01' },
            { fromPpm: 700_000, toPpm: 700_000 + share, kind: 'control', experiment: 'erunning01' },
          ],
    path: {
      ...{
        kind: 'CriticalPath',
        name,
        title: name,
        entries: [{ service: 'gateway', routes: ['GET /'], inner: false }],
      },
      ...{ unit: { from: 'header', name: 'x-user-id' }, deadlineMs: 10_000, objectiveMs: 2_000, allowlist: [] },
      maxTreatmentPpm: 50_000,
    },
  });
  return {
    ...IDLE_NOW,
    ...lists,
    status: {
      ...IDLE_NOW.status,
      ...{ agents: { connected: 42 }, experiments: { running: 2 }, traffic: { treatmentPpm: 100_000 } },
    },
    paths: [path('press-play', 96.4, 100_000), path('sign-up', 3.2, 0), path('browse', 210.4, 0)],
    findings: { blocking: 1, lastEvent: 7 },
    limits: { version: 7 },
  };
}

function runningExperiment(at: At): ExperimentView {
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

function failedExperiment(at: At): ExperimentView {
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

function recentExperiments(failed: ExperimentView, at: At): ExperimentView[] {
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

function evidenceOf(stages: number, e: number): Evidence {
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

function ratingsFinding(at: At): FindingView {
  return {
    ...{ id: 'f1', scenario: 'ratings-slow', path: 'press-play', callGroup: 'api>http:ratings' },
    title: 'Ratings answer after two seconds',
    hypothesis: 'Nobody needs stars to play: a page without ratings is still a page.',
    ...{ owner: 'ratings team', state: { name: 'open', since: at(600) }, blocking: true, timesFound: 2 },
    ...{ foundAt: at(90_000), lastFoundAt: at(600) },
    evidence: {
      ...{ experiment: 'efailed001', scenarioVersion: 1, trafficPpm: 100_000 },
      reason: '12 of 190 users in treatment failed, 0 of 188 in control: treatment is worse off.',
      ...{ exposedUnits: { treatment: 190, control: 188 }, injected: 204, absorbed: 22, visible: 182 },
      kpis: [{ kpi: 'failed', failing: { treatment: 12, control: 0 } }],
    },
    history: [
      {
        id: 1,
        at: at(90_000),
        actor: 'hormesis',
        text: 'Found by a run that failed at 2 %.',
        experiment: 'eunsure001',
      },
      { id: 2, at: at(80_000), actor: 'bo', text: 'bo assigned it to ratings team.', experiment: null },
      { id: 3, at: at(600), actor: 'hormesis', text: 'Found again at 10 %.', experiment: 'efailed001' },
    ],
  };
}

function fixedFinding(at: At): Partial<FindingView> {
  return {
    ...{
      title: 'Bookmarks retries outlast the page’s timeout',
      callGroup: 'api>http:bookmarks',
      owner: '',
      timesFound: 1,
    },
    ...{ blocking: false, lastFoundAt: at(200_000) },
    state: { name: 'fixed', at: at(9_000), by: 'bo', note: 'two retries of 300 ms' },
  };
}

function usualLimits(at: At): LimitsView {
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

function accessTokens(at: At) {
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

function agents(at: At) {
  const services = [
    'api',
    'bookmarks',
    'gateway',
    'licences',
    'playback',
    'profile',
    'ratings',
    'recommendations',
    'search',
  ];
  return services.map((service, n) => ({
    ...{ instance: `${service}-7f9c${n}`, service, version: '0.1.0', runtime: 'node 24.21.0', region: 'eu-west-1' },
    ...{
      zone: `eu-west-1${'abc'[n % 3]}`,
      connected: n !== 6,
      connectedAt: at(4_000),
      lastSeenAt: at(n === 6 ? 300 : 1),
    },
    ...{ revision: 12, activeRules: n === 0 ? 1 : 0, inFlight: n === 0 ? 3 : 0, unsupported: [], residue: [] },
    counters: n === 2 ? { stripped_context: 14 } : {},
  }));
}

function auditEntries(at: At) {
  const title = 'Ratings answer after two seconds';
  const entry = (
    id: number,
    ago: number,
    actor: string,
    action: string,
    detail: object = {},
    target = 'efailed001',
  ) => ({
    ...{ id, at: at(ago), actor, action, target, title: target === 'efailed001' ? title : null, detail },
  });
  return [
    entry(9, 110, 'ada', 'experiment_started'),
    entry(8, 600, 'hormesis', 'halt', { detail: '12 of 190 users in treatment failed' }),
    entry(7, 760, 'ada', 'experiment_started', { reason: 'before the release' }),
    entry(6, 80_000, 'bo', 'limits_set', { version: 7 }, 'limits'),
    entry(5, 81_000, 'bo', 'hold', { reason: 'failover of the database' }, 'everything'),
  ];
}

function scenarioView(name: string, refusals: ScenarioView['refusals']): ScenarioView {
  const callGroup = name === 'ratings-slow' ? 'api>http:ratings' : 'api>http:bookmarks';
  const fault = { kind: 'latency', delayMs: 2_000 } as const;
  return {
    ...{ name, version: 1, source: 'file', file: `${name}.yaml`, refusals, testersOnly: false },
    scenario: {
      ...{ kind: 'Scenario', name, path: 'press-play', title: `The page plays: ${name.replace('-', ' ')}` },
      ...{ hypothesis: 'Nobody needs it to play.', owner: 'web team', faults: [{ callGroup, fault }] },
      guardrails: { alphaPpm: 10_000, budgetUnits: 50 },
    },
    resolved: [{ callGroup, role: 'degradable', fault }],
  };
}

function webhooks(at: (secondsAgo: number) => string): WebhookView[] {
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
