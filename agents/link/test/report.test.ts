import { LINK_PATH as CONTRACT_PATH, LEASE_MS } from '@hormesis/contract/agent-link.ts';
import { MAX_LEASE_MS } from '@hormesis/core/lease.ts';
import type { IncomingRequest } from '@hormesis/link/agent.ts';
import { LINK_PATH, linkUrl } from '@hormesis/link/link-url.ts';
import { expect, test } from 'vitest';
import { callSumsOf } from './call-sums.ts';
import {
  agentOf,
  controlPlane,
  EXPERIMENT,
  granting,
  liveAgent,
  pressPlay,
  RATINGS,
  ratingsSlow,
  request,
  until,
} from './fleet-agent.ts';

const callsOf = (sums: readonly { callGroup: string; calls: number }[]) =>
  sums.filter(({ callGroup }) => callGroup === RATINGS).reduce((sum, { calls }) => sum + calls, 0);

test('a report that got no answer before the line broke is sent again with its number and its sums', async () => {
  const plane = await controlPlane();
  plane.ruleset = ratingsSlow(plane);
  const agent = agentOf(plane);
  agent.recordCall({ callGroup: RATINGS, context: null, failed: false });
  await until(() => plane.reports().length === 1);
  agent.recordCall({ callGroup: RATINGS, context: null, failed: true });
  plane.cut();
  await until(() => plane.reports().length === 2);
  const [first, second] = plane.reports();
  expect(second?.sequence).toBe(first?.sequence);
  expect(second?.calls).toEqual(first?.calls);
  expect(first && callsOf(callSumsOf(first))).toBe(1);
  granting(plane);
  plane.cut();
  await until(() => plane.reports().some(({ sequence }) => sequence === (first?.sequence ?? 0) + 1));
  const third = plane.reports().at(-1);
  expect(third && callSumsOf(third)).toMatchObject([{ callGroup: RATINGS, calls: 1, failures: 1 }]);
});

test('a new revision is reported at once', async () => {
  const plane = await controlPlane();
  const agent = await liveAgent(plane);
  plane.send(ratingsSlow(plane, { revision: 2 }));
  await until(() => plane.reports().some(({ revision }) => revision === 2));
  expect(agent.engaged).toBe(true);
});

test('the same unit is exposed once in a stage, its first request decides, and its first failure is the only event', async () => {
  const plane = await controlPlane();
  plane.ruleset = ratingsSlow(plane, { entries: pressPlay(1_000_000) });
  const agent = await liveAgent(plane);
  const play = () => agent.receive(request('/play/alien', { 'x-user': 'ripley' })).outcome;
  play()?.finished(200);
  play()?.finished(503);
  play()?.finished(500);
  await until(() => plane.reports().some(({ exposures }) => exposures.length > 0));
  const { exposures, events, paths } = plane.reports().find((report) => report.exposures.length > 0) ?? {};
  expect(exposures).toMatchObject([{ experiment: EXPERIMENT, stage: 0, arm: 'treatment', outcome: 'ok' }]);
  expect(events).toMatchObject([{ experiment: EXPERIMENT, kpi: 'failed', arm: 'treatment', rhoPpm: 1_000_000 }]);
  expect(exposures?.[0]?.unit).toMatch(/^[0-9a-f]{16}$/);
  expect(events?.[0]?.unit).toBe(exposures?.[0]?.unit);
  expect(paths).toMatchObject([
    { path: 'press-play', experiment: EXPERIMENT, arm: 'treatment', requests: 3, failed: 2 },
  ]);
});

test('a unit told as pending is told again when its outcome is known', async () => {
  const plane = await controlPlane();
  plane.ruleset = ratingsSlow(plane, { entries: pressPlay(0) });
  const agent = await liveAgent(plane);
  const { outcome } = agent.receive(request('/play/alien', { 'x-user': 'ripley' }));
  const told = () => plane.reports().flatMap(({ exposures }) => exposures.map((exposure) => exposure.outcome));
  await until(() => told().includes('pending'));
  outcome?.broken();
  await until(() => told().includes('failed'));
  expect(told()).toEqual(['pending', 'failed']);
});

test('an injected call is counted by what became of it', async () => {
  const plane = await controlPlane();
  const agent = await liveAgent(plane);
  const baggage = `hormesis=${plane.signer.token(EXPERIMENT, 'treatment')};u=00000000000000aa`;
  const { context } = agent.receive(request('/ratings', { baggage }));
  const first = agent.decide(context, RATINGS);
  first?.applied();
  first?.applied();
  first?.end();
  const second = agent.decide(context, RATINGS);
  second?.skipped();
  second?.end();
  if (context) agent.recordFate(context, RATINGS, { absorbedBy: 'fallback' });
  if (context) agent.recordFate(context, RATINGS, 'visible');
  agent.recordBreaker(context, RATINGS, 'timed_out');
  await until(() => plane.reports().some(({ calls }) => calls.length > 0));
  const sums = plane.reports().flatMap(callSumsOf);
  expect(sums).toMatchObject([
    {
      experiment: EXPERIMENT,
      arm: 'treatment',
      stage: 0,
      injected: 1,
      skipped: 1,
      absorbed: { fallback: 1 },
      visible: 1,
      timedOut: 1,
    },
  ]);
});

test('a request unfinished at the deadline has failed then, and what happens later changes nothing', async () => {
  const plane = await controlPlane();
  plane.ruleset = ratingsSlow(plane, { entries: pressPlay(0, { deadlineMs: 100, objectiveMs: 50 }) });
  const agent = await liveAgent(plane);
  const { outcome } = agent.receive(request('/play/alien', { 'x-user': 'ripley' }));
  await new Promise((resolve) => setTimeout(resolve, 200));
  outcome?.finished(200);
  const failures = () => plane.reports().flatMap(({ paths }) => paths.filter(({ failed }) => failed > 0));
  await until(() => failures().length > 0 && plane.reports().some(({ events }) => events.length > 0));
  expect(failures().map(({ failed }) => failed)).toEqual([1]);
});

test('a client that leaves early has not failed; one that leaves after the objective has', async () => {
  const plane = await controlPlane();
  let monotonicMs = Math.round(performance.now());
  const clock = { monotonicMs: () => monotonicMs, wallMs: () => Date.now() };
  plane.ruleset = ratingsSlow(plane, { entries: pressPlay(0) });
  const agent = await liveAgent(plane, { clock });
  const early = agent.receive(request('/play/alien', { 'x-user': 'ripley' })).outcome;
  const late = agent.receive(request('/play/alien', { 'x-user': 'ash' })).outcome;
  monotonicMs += 1_999;
  early?.left();
  monotonicMs += 1;
  late?.left();
  const outcomes = () => plane.reports().flatMap(({ exposures }) => exposures.map(({ outcome }) => outcome));
  await until(() => outcomes().includes('ok') && outcomes().includes('failed'));
});

test('what the agents repeat of the contract is what the contract says', () => {
  expect(LINK_PATH).toBe(CONTRACT_PATH);
  expect(MAX_LEASE_MS).toBe(LEASE_MS);
  expect(linkUrl('https://chaos.example:7070/')).toBe('wss://chaos.example:7070/agent/v1/link');
  expect(linkUrl('nowhere')).toBeNull();
});

test('an impossible address leaves the agent idle, with a line in the log', async () => {
  const lines: string[] = [];
  const plane = await controlPlane();
  const agent = agentOf(plane, { url: 'file:///nowhere', log: (line) => lines.push(line) });
  expect(agent.engaged).toBe(false);
  expect(lines).toEqual([expect.stringContaining('file:///nowhere')]);
});

test('a call group with a name that the control plane would refuse is left out of the report and counted', async () => {
  const plane = await controlPlane();
  const agent = await liveAgent(plane);
  for (const dependency of ['x'.repeat(400), 'license/issue\0'])
    agent.recordCall({ callGroup: agent.callGroup('custom', dependency), context: null, failed: false });
  agent.recordCall({ callGroup: RATINGS, context: null, failed: false });
  await until(() => plane.reports().some(({ counters }) => counters.call_group_malformed === 2));
  const told = plane.reports().flatMap(({ callGroups }) => callGroups);
  expect(told).toEqual([RATINGS]);
});

test('a request unfinished at the objective is slow then, once, and may still end well', async () => {
  const plane = await controlPlane();
  plane.ruleset = ratingsSlow(plane, { entries: pressPlay(0, { objectiveMs: 50 }) });
  const agent = await liveAgent(plane);
  const play = () => agent.receive(request('/play/alien', { 'x-user': 'ripley' })).outcome;
  const first = play();
  const second = play();
  const kpis = () => plane.reports().flatMap(({ events }) => events.map(({ kpi }) => kpi));
  const told = () => plane.reports().flatMap(({ exposures }) => exposures.map(({ outcome, slow }) => [outcome, slow]));
  await until(() => kpis().length > 0 && told().some(([outcome, slow]) => outcome === 'pending' && slow === true));
  first?.finished(200);
  second?.finished(200);
  await until(() => told().some(([outcome]) => outcome === 'ok'));
  expect(told().at(-1)).toEqual(['ok', true]);
  expect(kpis()).toEqual(['slow']);
});

test('a quick request is not slow, also when the process stood still until after the objective', async () => {
  const plane = await controlPlane();
  let monotonicMs = Math.ceil(performance.now());
  const clock = { monotonicMs: () => monotonicMs, wallMs: () => Date.now() };
  plane.ruleset = ratingsSlow(plane, { entries: pressPlay(0) });
  const agent = await liveAgent(plane, { clock });
  const quick = agent.receive(request('/play/alien', { 'x-user': 'ripley' })).outcome;
  const stopped = agent.receive(request('/play/alien', { 'x-user': 'ash' })).outcome;
  monotonicMs += 1_999;
  quick?.finished(200);
  monotonicMs += 1;
  stopped?.finished(200);
  const told = () => plane.reports().flatMap(({ exposures }) => exposures.filter(({ outcome }) => outcome === 'ok'));
  await until(() => told().length === 2);
  expect(told().map(({ slow }) => slow)).toEqual([false, true]);
  expect(plane.reports().flatMap(({ events }) => events.map(({ kpi }) => kpi))).toEqual(['slow']);
});

test('units above the threshold are not told, in either arm, while requests and failures are told whole', async () => {
  const plane = await controlPlane();
  const rules = ratingsSlow(plane, { entries: pressPlay(500_000) });
  const [experiment] = rules.experiments;
  if (experiment) Object.assign(experiment, { rhoPpm: 500_000, sampleBelow: '8000000000000000' });
  plane.ruleset = rules;
  const agent = await liveAgent(plane);
  const contexts = Array.from({ length: 200 }, (_, user) => {
    const { context, outcome } = agent.receive(request('/play/alien', { 'x-user': `user-${user}` }));
    if (context) agent.recordKpi(context, 'play_start');
    outcome?.finished(user < 100 ? 500 : 200);
    return context;
  });
  const events = (kpi: string) => plane.reports().flatMap((report) => report.events.filter((each) => each.kpi === kpi));
  await until(() => events('failed').length >= 100);
  const units = contexts.map((context) => context?.unit ?? '');
  const below = units.filter((unit) => unit < '8000000000000000').sort();
  const exposed = plane.reports().flatMap(({ exposures }) => exposures.map(({ unit }) => unit));
  expect([...new Set(exposed)].sort()).toEqual(below);
  expect(
    events('play_start')
      .map(({ unit }) => unit)
      .sort(),
  ).toEqual(below);
  expect(events('failed')).toHaveLength(100);
  const requests = plane.reports().flatMap(({ paths }) => paths.map((path) => path.requests));
  expect(requests.reduce((sum, each) => sum + each, 0)).toBe(200);
});

test('an application that takes the headers of a request away has no exception of the agent when it fails', async () => {
  const plane = await controlPlane();
  // Nobody is in an arm: the unit is asked for when the request fails, by a timer of the agent.
  const [entry] = pressPlay(0, { deadlineMs: 50, objectiveMs: 20, experiments: [] });
  plane.ruleset = ratingsSlow(plane, { entries: entry ? [entry] : [] });
  const agent = await liveAgent(plane);
  let taken = false;
  const play: IncomingRequest = {
    ...request('/play/alien'),
    header(name) {
      if (taken) throw new TypeError(`Cannot read properties of null (reading '${name}')`);
      return undefined;
    },
  };
  const { outcome } = agent.receive(play);
  const { outcome: another } = agent.receive(play);
  taken = true;
  expect(() => outcome?.finished(500)).not.toThrow();
  await until(() => plane.reports().some(({ counters }) => (counters.agent_error ?? 0) >= 2));
  another?.finished(200);
  const free = plane.reports().flatMap(({ paths }) => paths.filter(({ experiment }) => experiment === null));
  expect(free.reduce((sum, { failed }) => sum + failed, 0)).toBe(2);
});
