import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readFleet } from './demo.ts';
import { agentCount, planFleet } from './fleet.ts';

const folder = fileURLToPath(new URL('../../demo', import.meta.url));
const fleet = readFleet(folder);
const place = {
  folder,
  ports: [9001, 9002, 9003, 9004, 9005, 9006, 9007],
  controlPlaneUrl: 'http://127.0.0.1:9000',
  agentToken: 'the agents token',
  databaseUrl: 'postgres://somewhere/hormesis',
  agentEntry: 'file:///register.ts',
};
const plan = planFleet(fleet, place);
const service = (name: string) => plan.services.find((each) => each.name === name);

test('seven services with an agent each, on the ports after the control plane', () => {
  expect(plan.services.map(({ env }) => env[fleet.portEnv])).toEqual(place.ports.map(String));
  expect(agentCount(fleet)).toBe(7);
  expect(plan.entryUrl).toBe('http://127.0.0.1:9001');
});

test('api knows where its dependencies are, by the same names as its agent', () => {
  expect(service('api')?.env).toMatchObject({
    RATINGS_URL: 'http://127.0.0.1:9006',
    HORMESIS_SERVICE: 'api',
    HORMESIS_VERSION: 'demo',
    HORMESIS_URL: place.controlPlaneUrl,
    HORMESIS_AGENT_TOKEN: place.agentToken,
  });
  expect(service('api')?.env.HORMESIS_DEPENDENCIES).toContain('ratings=127.0.0.1:9006');
  expect(service('api')?.nodeArgs).toEqual(['--import', 'file:///register.ts']);
  expect(service('api')?.entry).toBe(path.join(folder, 'src/services/api.ts'));
});

test('the traffic has no agent, no token and no database', () => {
  expect(plan.generator.nodeArgs).toEqual([]);
  expect(plan.generator.env).toMatchObject({ GATEWAY_URL: 'http://127.0.0.1:9001' });
  expect(Object.keys(plan.generator.env)).not.toContain('HORMESIS_AGENT_TOKEN');
  expect(Object.keys(plan.generator.env)).not.toContain(fleet.databaseEnv);
});

test('a dependency that no service is behind is a mistake in the fleet', () => {
  const [first, ...others] = fleet.services;
  if (first === undefined) throw new Error('the fleet is empty');
  const broken = { ...fleet, services: [{ ...first, dependencies: [{ name: 'nowhere', urlEnv: 'X' }] }, ...others] };
  expect(() => planFleet(broken, place)).toThrow('the demo has no service "nowhere"');
});
