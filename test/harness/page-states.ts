import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import type { FindingView } from '@hormesis/contract/finding.ts';
import type { LimitsView } from '@hormesis/contract/limits.ts';
import type { ScenarioView } from '@hormesis/contract/scenario.ts';
import type { Now } from '@hormesis/contract/status.ts';
import { type At, evidenceOf, failedExperiment, recentExperiments, runningExperiment } from './busy-experiments.ts';
import { accessTokens, usualLimits, webhooks } from './busy-settings.ts';
import { largeFleet } from './large-fleet.ts';
import { IDLE_NOW, type StubPlane } from './stub-plane.ts';
import { busyTerminations } from './termination-states.ts';

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

const FINDING_OPEN = { code: 'finding_open', message: 'finding f1 of this scenario is open: ratings has no fallback' };

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
      ...{ agents: { connected: 42 }, experiments: { running: 2, paused: 0 }, traffic: { treatmentPpm: 100_000 } },
    },
    paths: [path('press-play', 96.4, 100_000), path('sign-up', 3.2, 0), path('browse', 210.4, 0)],
    findings: { blocking: 1, lastEvent: 7 },
    limits: { version: 7 },
  };
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
