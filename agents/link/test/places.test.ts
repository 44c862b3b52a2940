import { expect, test } from 'vitest';
import { controlPlane, EXPERIMENT, liveAgent, RATINGS, ratingsSlow, until } from './fleet-agent.ts';

test('an agent tells its addresses, fails only calls into the place that is meant, and tells where calls went', async () => {
  const plane = await controlPlane();
  const rules = ratingsSlow(plane, {
    places: [
      { address: '10.0.0.1:80', region: 'north', zone: 'a' },
      { address: '10.0.0.2:80', region: 'north', zone: 'b' },
    ],
  });
  plane.ruleset = {
    ...rules,
    experiments: rules.experiments.map((each) => ({
      ...each,
      faults: [],
      scoped: [{ callGroup: RATINGS, where: { callee: { zone: 'a' } }, fault: { kind: 'abort' } }],
    })),
  };
  const agent = await liveAgent(plane, { region: 'north', zone: 'a', addresses: ['10.0.0.9:80'] });
  expect(plane.hellos().at(-1)).toMatchObject({ zone: 'a', addresses: ['10.0.0.9:80'] });

  const token = plane.signer.token(EXPERIMENT, 'treatment');
  const context = { member: '', token, experiment: EXPERIMENT, arm: 'treatment', unit: '0123456789abcdef' } as const;
  const isFailed = (callee: string | { region: string; zone: string } | null) => {
    const injection = agent.decide(context, RATINGS, callee);
    injection?.end();
    agent.recordCall({ callGroup: RATINGS, context, failed: injection !== null, callee });
    return injection !== null;
  };
  expect(isFailed('10.0.0.1:80')).toBe(true);
  expect(isFailed('10.0.0.2:80')).toBe(false);
  // Nobody told this address, and an unknown place is never injected.
  expect(isFailed('10.0.0.3:80')).toBe(false);
  expect(isFailed(null)).toBe(false);
  expect(isFailed({ region: 'north', zone: 'a' })).toBe(true);

  await until(() => plane.reports().some(({ edges }) => edges !== undefined));
  const reports = plane.reports();
  expect(reports.flatMap(({ edges = [] }) => edges)).toEqual([
    { callGroup: RATINGS, region: 'north', zone: 'a', calls: 2, failures: 2 },
    { callGroup: RATINGS, region: 'north', zone: 'b', calls: 1, failures: 0 },
  ]);
  expect(reports.at(-1)?.counters).toMatchObject({ place_unknown: 2 });
});
