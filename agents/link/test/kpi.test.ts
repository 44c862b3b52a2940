import { expect, test } from 'vitest';
import { controlPlane, EXPERIMENT, liveAgent, pressPlay, ratingsSlow, request, until } from './fleet-agent.ts';

const SHARE = 500_000;

async function inner(rhoPpm?: number) {
  const plane = await controlPlane();
  const rules = ratingsSlow(plane);
  const [experiment] = rules.experiments;
  if (experiment && rhoPpm !== undefined) experiment.rhoPpm = rhoPpm;
  plane.ruleset = rules;
  const agent = await liveAgent(plane);
  const user = (unit: string, arm: 'treatment' | 'control' | 'tester' = 'treatment') => ({
    member: '',
    token: plane.signer.token(EXPERIMENT, arm),
    experiment: EXPERIMENT,
    arm,
    unit,
  });
  const events = () => plane.reports().flatMap((report) => report.events);
  const counters = () => plane.reports().at(-1)?.counters ?? {};
  return { agent, user, events, counters, plane };
}

test("a unit's first event of a KPI is reported by a service behind the entry, later ones and testers' are not", async () => {
  const { agent, user, events } = await inner(SHARE);
  agent.recordKpi(user('0123456789abcdef'), 'play_start');
  agent.recordKpi(user('0123456789abcdef'), 'play_start');
  agent.recordKpi(user('fedcba9876543210', 'control'), 'play_start');
  agent.recordKpi(user('0123456789abcdef'), 'bookmark_set');
  agent.recordKpi(user('1111111111111111', 'tester'), 'play_start');
  await until(() => events().length >= 3);
  agent.recordKpi(user('0123456789abcdef'), 'play_start');
  agent.recordKpi(user('2222222222222222'), 'play_start');
  await until(() => events().some(({ unit }) => unit === '2222222222222222'));
  expect(events().map(({ kpi, unit, arm, stage, rhoPpm }) => [kpi, unit, arm, stage, rhoPpm])).toEqual([
    ['play_start', '0123456789abcdef', 'treatment', 0, SHARE],
    ['play_start', 'fedcba9876543210', 'control', 0, SHARE],
    ['bookmark_set', '0123456789abcdef', 'treatment', 0, SHARE],
    ['play_start', '2222222222222222', 'treatment', 0, SHARE],
  ]);
});

test('nobody can tell the events of the guardrail, and names made from data end at a hundred', async () => {
  const { agent, user, events, counters } = await inner(SHARE);
  agent.recordKpi(user('0123456789abcdef'), 'failed');
  for (let index = 0; index < 150; index += 1) agent.recordKpi(user('0123456789abcdef'), `title_${index}`);
  await until(() => events().length >= 100 && (counters().kpi_refused ?? 0) > 0);
  expect(events()).toHaveLength(100);
  expect(counters().kpi_refused).toBe(51);
  expect(events().some(({ kpi }) => kpi === 'failed')).toBe(false);
});

test('an event whose share nobody told is not reported as one of any', async () => {
  const { agent, user, events, counters } = await inner();
  agent.recordKpi(user('0123456789abcdef'), 'play_start');
  await until(() => counters().kpi_without_share === 1);
  expect(events()).toEqual([]);
});

test('an entry knows the share by itself, and what is over is told no more', async () => {
  const plane = await controlPlane();
  plane.ruleset = ratingsSlow(plane, { entries: pressPlay(1_000_000) });
  const agent = await liveAgent(plane);
  const { context } = agent.receive(request('/play/alien', { 'x-user': 'ripley' }));
  if (context === null) throw new Error('ripley is in no arm');
  agent.recordKpi(context, 'play_start');
  await until(() => plane.reports().some(({ events }) => events.length > 0));
  expect(plane.reports().flatMap(({ events }) => events)).toMatchObject([{ kpi: 'play_start', rhoPpm: 1_000_000 }]);
  plane.send({ type: 'halt', halt: 'h1', experiments: 'all' });
  await until(() => plane.acks().some(({ halt }) => halt === 'h1'));
  agent.recordKpi({ ...context, unit: '0123456789abcdef' }, 'play_start');
  await agent.stop();
  expect(plane.reports().flatMap(({ events }) => events)).toHaveLength(1);
});

test('in the next stage a unit is told again, once', async () => {
  const { agent, user, events, plane } = await inner(SHARE);
  agent.recordKpi(user('0123456789abcdef'), 'play_start');
  await until(() => events().length === 1);
  const next = ratingsSlow(plane, { revision: 2 });
  for (const experiment of next.experiments) Object.assign(experiment, { rhoPpm: SHARE, stage: 1 });
  plane.send(next);
  await until(() => plane.reports().some(({ revision }) => revision === 2));
  agent.recordKpi(user('0123456789abcdef'), 'play_start');
  agent.recordKpi(user('0123456789abcdef'), 'play_start');
  await until(() => events().length > 1);
  expect(events().map(({ stage }) => stage)).toEqual([0, 1]);
});
