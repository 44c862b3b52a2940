import type { AccessToken, Identity } from '../../contract/src/access.ts';
import type { AuditEntry } from '../../contract/src/audit.ts';
import type { ExperimentSummary, ExperimentView, StartBody, TesterToken } from '../../contract/src/experiment.ts';
import type { FindingView } from '../../contract/src/finding.ts';
import type { HaltReport, HoldSwitch } from '../../contract/src/halt.ts';
import type { Example } from '../../contract/src/open-api.ts';
import type { CriticalPathView, ScenarioView } from '../../contract/src/scenario.ts';
import type { Status } from '../../contract/src/status.ts';
import type {
  TerminateBody,
  TerminationCalendar,
  TerminationFinding,
  TerminationGroups,
  TerminationPlan,
  TerminationSettingsView,
  TerminationView,
} from '../../contract/src/terminations.ts';
import type { AgentView, Topology } from '../../contract/src/topology.ts';
import type { CreatedWebhook, WebhookDelivery, WebhookTestResult, WebhookView } from '../../contract/src/webhook.ts';

/*
 * One story for all examples: on the demo's path *press play* the ratings are made slow for 2 % of the viewers. A test
 * holds each example against its schema.
 */

const hold: HoldSwitch = { on: false, by: 'hormesis', reason: '', since: null };

const status: Status = {
  version: '0.1.0',
  ready: true,
  agents: { connected: 7 },
  experiments: { running: 1, paused: 0 },
  traffic: { treatmentPpm: 20_000 },
  hold,
};

const path: CriticalPathView = {
  name: 'press-play',
  version: 1,
  source: 'file',
  file: 'press-play.yaml',
  path: {
    kind: 'CriticalPath',
    name: 'press-play',
    title: 'Press play',
    owner: 'playback-team',
    entries: [{ service: 'gateway', routes: ['GET /play/:title'], inner: false }],
    unit: { from: 'header', name: 'x-user-id' },
    deadlineMs: 10_000,
    objectiveMs: 2_000,
    allowlist: [
      { callGroup: 'gateway>http:api', role: 'essential' },
      { callGroup: 'api>http:ratings', role: 'degradable' },
    ],
    maxTreatmentPpm: 50_000,
  },
  savedBy: 'file',
  savedAt: '2026-03-02T09:30:00.000Z',
  requestsPerSecond: 98.6,
  treatmentPpm: 20_000,
  controlPpm: 20_000,
};

const ratingsSlow = { kind: 'latency', delayMs: 2_000 } as const;

const scenario: ScenarioView = {
  name: 'ratings-slow',
  version: 1,
  source: 'file',
  file: 'ratings-slow.yaml',
  scenario: {
    kind: 'Scenario',
    name: 'ratings-slow',
    path: 'press-play',
    title: 'Ratings answer after two seconds',
    hypothesis: 'When ratings are slow the page comes without stars, and everybody can still press play.',
    owner: 'ratings-team',
    faults: [{ callGroup: 'api>http:ratings', fault: ratingsSlow }],
    guardrails: { alphaPpm: 10_000, budgetUnits: 50 },
  },
  resolved: [{ callGroup: 'api>http:ratings', role: 'degradable', fault: ratingsSlow }],
  refusals: [],
  testersOnly: false,
};

const summary: ExperimentSummary = {
  id: 'e7k2m9q4x1',
  scenario: 'ratings-slow',
  scenarioVersion: 1,
  path: 'press-play',
  title: 'Ratings answer after two seconds',
  owner: 'ratings-team',
  population: 'live',
  state: { name: 'running', stage: 0, since: '2026-03-02T09:30:00.000Z' },
  verdict: null,
  reason: '4 of 10 units exposed in treatment',
  trafficPpm: 20_000,
  controlPpm: 20_000,
  stageCount: 1,
  startedBy: 'ada',
  approvedBy: null,
  repeat: null,
  createdAt: '2026-03-02T09:30:00.000Z',
  startedAt: '2026-03-02T09:30:00.000Z',
  endedAt: null,
  endsAt: null,
  exposedUnits: { treatment: 4, control: 5 },
  injections: 4,
  logE: 1.9,
  haltLogE: 4.6,
};

const experiment: ExperimentView = {
  ...summary,
  hypothesis: scenario.scenario.hypothesis,
  faults: scenario.resolved,
  terminations: [],
  ramp: { stages: [{ trafficPpm: 20_000, holdMs: 60_000, minExposedUnits: 10 }] },
  guardrails: scenario.scenario.guardrails,
  evidence: {
    kpis: [{ kpi: 'failed', logE: 1.9, haltLogE: 4.6, failing: { treatment: 3, control: 0 } }],
    brakes: [{ brake: 'budget', tripped: false, value: 3, limit: 50, text: '3 of 50 units of the harm budget' }],
    splitLogE: 0.1,
    stages: [
      {
        stage: 0,
        trafficPpm: 20_000,
        exposedUnits: { treatment: 4, control: 5 },
        known: { treatment: 3, control: 5 },
        failing: { treatment: 3, control: 0 },
        injections: 4,
        breakers: [],
      },
    ],
    excessPpm: 990_000,
    injections: 4,
  },
  gate: {
    open: false,
    conditions: [
      { condition: 'exposure', met: false, text: '4 of 10 units exposed in treatment', value: 4, target: 10 },
    ],
    etaMs: 3_000,
  },
  flows: [
    {
      callGroup: 'api>http:ratings',
      calls: 4,
      injected: 4,
      skipped: 0,
      absorbed: {},
      visible: 3,
      opened: 0,
      rejected: 0,
      timedOut: 3,
    },
  ],
  blastRadius: {
    requests: { treatment: 4, control: 5 },
    units: { treatment: 4, control: 5 },
    injections: 4,
    services: ['api', 'gateway'],
    servicesTotal: 7,
    callGroups: ['api>http:ratings'],
  },
  prediction: null,
  points: [{ atMs: 1_772_443_802_000, known: { treatment: 3, control: 5 }, failing: { treatment: 3, control: 0 } }],
  timeline: [
    {
      id: 12,
      at: '2026-03-02T09:30:00.000Z',
      kind: 'started',
      actor: 'ada',
      text: 'Started on live traffic.',
      detail: {},
    },
  ],
  halt: null,
  telemetryAgeMs: 420,
  stoppedAt: null,
};

const halted: HaltReport = {
  halted: ['e7k2m9q4x1'],
  agents: { connected: 7, confirmed: 7, unknown: [] },
  ms: 38,
  recorded: true,
};

const testerToken: TesterToken = {
  experiment: 'e5c8w1z6t3',
  header: { name: 'baggage', value: 'hormesis=v1.k1.e5c8w1z6t3.tester.t1abcd.MEUCIQDx…' },
  expiresAt: '2026-03-02T09:45:00.000Z',
};

const agent: AgentView = {
  instance: 'api-1',
  service: 'api',
  version: '4.2.0',
  runtime: 'node 24.21.0',
  zone: 'eu-west-1a',
  region: 'eu-west-1',
  connected: true,
  connectedAt: '2026-03-02T08:00:00.000Z',
  lastSeenAt: '2026-03-02T09:30:04.000Z',
  revision: 31,
  activeRules: 1,
  inFlight: 1,
  unsupported: ['grpc', 'redis'],
  counters: {},
  residue: [],
};

const topology: Topology = {
  services: [
    {
      service: 'api',
      instances: 1,
      places: [{ region: 'eu-west-1', zone: 'a', instances: 1 }],
      lastSeenAt: '2026-03-02T09:30:00.000Z',
    },
  ],
  callGroups: [
    {
      callGroup: 'api>http:ratings',
      callsPerSecond: 97.4,
      failuresPerSecond: 0.03,
      lastSeenAt: '2026-03-02T09:30:00.000Z',
    },
  ],
  placeRates: [
    {
      callGroup: 'api>http:ratings',
      from: { region: 'eu-west-1', zone: 'a' },
      to: { region: 'eu-west-1', zone: 'b' },
      callsPerSecond: 48.2,
      failuresPerSecond: 0.01,
    },
  ],
  paths: [{ path: 'press-play', requestsPerSecond: 98.1, failuresPerSecond: 0.07 }],
  omitted: { services: 0, callGroups: 0 },
};

const entry: AuditEntry = {
  id: 88,
  at: '2026-03-02T09:31:10.000Z',
  actor: 'ada',
  action: 'hold',
  target: 'everything',
  title: null,
  detail: { reason: 'region failover' },
};

const ada: Identity = { name: 'ada', role: 'operator' };

const token: AccessToken = {
  id: 'c4r7n2',
  name: 'pipeline',
  role: 'operator',
  createdAt: '2026-03-02T08:00:00.000Z',
  lastUsedAt: null,
};

const finding: FindingView = {
  id: 'f5k2m9q',
  scenario: 'ratings-slow',
  path: 'press-play',
  callGroup: 'api>http:ratings',
  title: 'Ratings are slow',
  hypothesis: 'Nobody waits for stars.',
  owner: 'playback-team',
  state: { name: 'open', since: '2026-03-02T09:31:10.000Z' },
  blocking: true,
  foundAt: '2026-03-02T09:31:10.000Z',
  lastFoundAt: '2026-03-02T09:31:10.000Z',
  timesFound: 1,
  evidence: {
    experiment: 'e7k2m9q4x1',
    scenarioVersion: 1,
    reason: '10 users failed in treatment and 0 in control',
    trafficPpm: 20_000,
    exposedUnits: { treatment: 42, control: 44 },
    kpis: [{ kpi: 'failed', failing: { treatment: 10, control: 0 } }],
    injected: 12,
    absorbed: 0,
    visible: 12,
  },
  history: [
    {
      id: 1,
      at: '2026-03-02T09:31:11.000Z',
      actor: 'hormesis',
      text: 'Experiment e7k2m9q4x1 failed at 2 % of live traffic: 10 users failed in treatment and 0 in control',
      experiment: 'e7k2m9q4x1',
    },
  ],
};
const { history: _history, ...listedFinding } = finding;

const playback = 'ec2/prod/eu-west-1/playback/main/playback-main';

const planned: TerminationPlan = {
  ...{ id: 'pk3m9q2x7f', day: '2026-03-02', group: playback, app: 'playback', leashed: false },
  ...{ dueAt: '2026-03-02T10:42:00.000Z', state: { name: 'planned' } },
};

const termination: TerminationView = {
  ...{ id: 't7f2k9m3q1', at: '2026-03-02T10:42:00.500Z', group: playback, app: 'playback', leashed: false },
  ...{ by: 'hormesis', plan: planned.id, experiment: null },
  targets: [
    {
      ...{ member: 'i-0a1b2c3d4e5f6a7b8', name: 'i-0a1b2c3d4e5f6a7b8', zone: 'eu-west-1b' },
      ...{ group: 'playback-main-v012', region: 'eu-west-1' },
      outcome: { kind: 'killed', at: '2026-03-02T10:42:01.200Z' },
    },
  ],
  gates: [{ gate: 'enabled', passed: true, reason: 'terminations are enabled' }],
  recovery: { name: 'healthy', replacedAfterMs: 34_000, healthyAfterMs: 71_000 },
};

const terminationGroups: TerminationGroups = {
  lookedAt: '2026-03-02T09:31:00.000Z',
  places: [{ platform: 'ec2', account: 'prod', region: 'eu-west-1', problem: null }],
  items: [
    {
      ...{ key: playback, platform: 'ec2', account: 'prod', region: 'eu-west-1', app: 'playback', stack: 'main' },
      ...{ cluster: 'playback-main', enabled: true, leashed: false, members: 3, healthy: 3, desired: 3, oddsOneIn: 4 },
      nextVictims: [{ member: 'i-0a1b2c3d4e5f6a7b8', name: 'i-0a1b2c3d4e5f6a7b8', zone: 'eu-west-1b' }],
      ...{ eligible: 3, spared: [], lastKilledAt: null, notBefore: null },
    },
  ],
};

const calendar: TerminationCalendar = {
  ...{ zone: 'Europe/Berlin', today: '2026-03-02', nextPlanAt: '2026-03-03T07:00:00.000Z' },
  days: [
    {
      ...{ day: '2026-03-02', closedBecause: null, madeAt: '2026-03-02T07:00:00.000Z', problems: [] },
      plans: [planned],
    },
  ],
};

const terminationSettings: TerminationSettingsView = {
  version: 2,
  settings: {
    ...{ kind: 'Terminations', enabled: true, leashed: true, accounts: ['prod'] },
    schedule: {
      ...{ zone: 'Europe/Berlin', from: '09:00', to: '15:00', weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'] },
      ...{ holidays: { country: 'DE' }, excludedDates: [] },
    },
    neverSuffixes: ['canary', 'baseline'],
    apps: [
      {
        ...{ app: 'playback', enabled: true, leashed: true, meanWorkDays: 5, minimumWorkDays: 2, grouping: 'cluster' },
        ...{ regions: 'apart', exceptions: [], minimumSize: 2, pods: 'evict', healthyWithinMinutes: 15 },
      },
    ],
  },
  ...{ updatedBy: 'ada', updatedAt: '2026-03-02T08:00:00.000Z' },
};

const terminationFinding: TerminationFinding = {
  ...{ id: 'tf4k8m2q9', group: playback, termination: termination.id, foundAt: '2026-03-02T10:57:01.000Z' },
  ...{ reason: 'after 15 minutes playback-main-v012 has 2 of 3 healthy members', resolved: null },
  ...{ state: 'open', verifiedBy: null },
};

const webhook: WebhookView = {
  ...{ id: 'wk4m8q2x9p', name: 'the team’s channel', address: 'https://hooks.slack.com/…', format: 'slack' },
  ...{ events: ['experiment.started', 'experiment.halted', 'experiment.verdict'], authorization: false },
  ...{ createdAt: '2026-03-01T12:00:00.000Z', createdBy: 'ada' },
  ...{ health: { name: 'working', lastDeliveredAt: '2026-03-02T09:32:11.000Z' }, pending: 0, givenUp: 0 },
};

const madeWebhook: CreatedWebhook = { ...webhook, secret: 'hrw_…' };

const delivery: WebhookDelivery = {
  id: 4_711,
  event: {
    ...{ id: '6f1c1d3e-7c1b-4a52-9d0e-3a51f9a7c001', kind: 'experiment.halted', at: '2026-03-02T09:32:10.000Z' },
    ...{ subject: 'e7k2m9q4x1', text: '12 users of treatment failed, 1 of control.' },
  },
  state: { name: 'delivered', at: '2026-03-02T09:32:11.000Z', status: 200, tookMs: 84 },
  ...{ attempts: 1, error: null },
};

const webhookTried: WebhookTestResult = { delivered: true, status: 200, error: null, tookMs: 84 };

const yaml = 'kind: Scenario\nname: ratings-slow\n…';
const because = { reason: 'region failover' };

/** Body and answer of routes by the operation's id. */
export const examples: Readonly<Record<string, Example>> = {
  getStatus: { answer: status },
  listPaths: { answer: { items: [path] } },
  listScenarios: { answer: { items: [scenario] } },
  lintScenarios: {
    body: { yaml },
    answer: {
      ok: false,
      problems: [
        {
          document: 0,
          line: 7,
          field: 'faults.0.fault.delayMs',
          message: 'must be whole milliseconds from 1 to 60000, got "2s"',
        },
      ],
    },
  },
  applyScenarios: {
    body: { yaml },
    answer: { applied: [{ kind: 'Scenario', name: 'ratings-slow', version: 2, changed: true }] },
  },
  copyScenario: { body: { name: 'ratings-very-slow' } },
  listExperiments: { answer: { items: [summary] } },
  listCallGroupExperiments: { answer: { items: [summary] } },
  startExperiment: { body: { scenario: 'ratings-slow', trafficPpm: 20_000 } satisfies StartBody },
  previewExperiment: { body: { scenario: 'ratings-slow', trafficPpm: 20_000 } satisfies StartBody },
  getExperiment: { answer: experiment },
  pauseExperiment: { body: because },
  resumeExperiment: { body: { reason: 'failover is over' } },
  promoteExperiment: { body: { reason: 'enough seen at 2 %' } },
  createTesterToken: { body: { scenario: 'ratings-slow', ttlSeconds: 900 }, answer: testerToken },
  haltExperiment: { body: because, answer: halted },
  haltAll: { body: because, answer: halted },
  setHold: {
    body: because,
    answer: { on: true, by: 'ada', reason: 'region failover', since: '2026-03-02T09:31:10.000Z' },
  },
  releaseHold: { body: { reason: 'failover is over' }, answer: hold },
  listFindings: { answer: { items: [listedFinding] } },
  getFinding: { answer: finding },
  fixFinding: { body: { note: 'a timeout of 300 ms and a fallback' } },
  acceptFinding: { body: { reason: 'until the rewrite in spring', until: '2026-06-01T00:00:00.000Z' } },
  reopenFinding: { body: { reason: 'the fallback was rolled back' } },
  assignFinding: { body: { owner: 'ratings-team' } },
  listTerminations: { answer: { items: [termination] } },
  terminate: {
    body: { group: playback, leashed: false, confirm: playback, oneAtATime: false } satisfies TerminateBody,
    answer: termination,
  },
  listTerminationGroups: { answer: terminationGroups },
  getTerminationCalendar: { answer: calendar },
  cancelTermination: { body: because, answer: planned },
  listTerminationFindings: { answer: { items: [terminationFinding] } },
  resolveTerminationFinding: { body: { note: 'the launch template named an image that was gone' } },
  getTerminationSettings: { answer: terminationSettings },
  setTerminationSettings: { body: { yaml: 'kind: Terminations\nenabled: true\n…' } },
  setTerminationLeash: { body: { leashed: true } },
  listWebhooks: { answer: { items: [webhook] } },
  createWebhook: {
    body: { name: webhook.name, url: 'https://hooks.slack.com/services/…', format: 'slack', events: webhook.events },
    answer: madeWebhook,
  },
  getWebhook: { answer: webhook },
  removeWebhook: { answer: { id: webhook.id, name: webhook.name } },
  testWebhook: { answer: webhookTried },
  listWebhookDeliveries: { answer: { items: [delivery] } },
  redeliverWebhook: { answer: { ...delivery, state: { name: 'pending', nextAttemptAt: '2026-03-02T09:40:00.000Z' } } },
  listAgents: { answer: { items: [agent], total: 1 } },
  getTopology: { answer: topology },
  listAudit: { answer: { items: [entry] } },
  signIn: { body: { token: 'hst_…' }, answer: ada },
  getSession: { answer: ada },
  listAccessTokens: { answer: { items: [token] } },
  createAccessToken: { body: { name: 'pipeline', role: 'operator' }, answer: { ...token, token: 'hst_…' } },
  revokeAccessToken: { answer: token },
};
