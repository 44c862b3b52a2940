import type { Ruleset } from '@hormesis/contract/agent-link.ts';
import { expect, test } from 'vitest';
import { controlPlane, EXPERIMENT, liveAgent, RATINGS, ratingsSlow, readSoFar } from './fleet-agent.ts';

const ONE = `${RATINGS}/GET /ratings/:id`;
const slow = { kind: 'latency', delayMs: 60_000 } as const;

function withRules(rules: Ruleset, change: Partial<Ruleset['experiments'][number]>): Ruleset {
  return { ...rules, experiments: rules.experiments.map((experiment) => ({ ...experiment, ...change })) };
}

test('a fault on one operation is injected into its calls only; without it no operation is told apart', async () => {
  const plane = await controlPlane();
  plane.ruleset = withRules(ratingsSlow(plane), {
    allowlist: [RATINGS, ONE],
    faults: [{ callGroup: ONE, fault: slow }],
  });
  const agent = await liveAgent(plane);
  const context = {
    member: '',
    token: plane.signer.token(EXPERIMENT, 'treatment'),
    experiment: EXPERIMENT,
    arm: 'treatment',
    unit: '0123456789abcdef',
  } as const;
  const decided = (method: string, path: string) => {
    const injection = agent.decide(context, agent.nameCall(context, RATINGS, method, path));
    injection?.end();
    return injection?.callGroup ?? null;
  };
  expect(decided('GET', '/ratings/42?fresh=1')).toBe(ONE);
  expect(decided('PUT', '/ratings/42')).toBeNull();
  expect(decided('GET', '/ratings')).toBeNull();
  // Free traffic is named by the same operations, so that both have one name on the map.
  expect(agent.nameCall(null, RATINGS, 'GET', '/ratings/7')).toBe(ONE);

  plane.send({ ...ratingsSlow(plane, { revision: 2 }), experiments: [] });
  await readSoFar(plane);
  expect(agent.nameCall(null, RATINGS, 'GET', '/ratings/7')).toBe(RATINGS);
});

test('an allowlist without an operation covers all of them; one with another operation covers nothing else', async () => {
  const plane = await controlPlane();
  const faults = [{ callGroup: ONE, fault: slow }];
  plane.ruleset = withRules(ratingsSlow(plane), { allowlist: ['*>http:ratings'], faults });
  const agent = await liveAgent(plane);
  const token = plane.signer.token(EXPERIMENT, 'treatment');
  const context = { member: '', token, experiment: EXPERIMENT, arm: 'treatment', unit: '0123456789abcdef' } as const;
  const decided = () => {
    const injection = agent.decide(context, agent.nameCall(context, RATINGS, 'GET', '/ratings/42'));
    injection?.end();
    return injection !== null;
  };
  expect(decided()).toBe(true);
  plane.send(withRules(ratingsSlow(plane, { revision: 2 }), { allowlist: [`${RATINGS}/GET /ratings/top`], faults }));
  await readSoFar(plane);
  expect(decided()).toBe(false);
});
