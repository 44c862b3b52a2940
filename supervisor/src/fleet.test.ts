import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readFleet } from './demo.ts';
import { agentCount, planFleet, portUses } from './fleet.ts';

const folder = fileURLToPath(new URL('../../demo', import.meta.url));
const fleet = readFleet(folder);
const place = {
  folder,
  ports: Array.from({ length: 11 }, (_, index) => 9_001 + index),
  controlPlaneUrl: 'http://127.0.0.1:9000',
  agentToken: 'the agents token',
  databaseUrl: 'postgres://somewhere/hormesis',
  agentEntry: 'file:///register.ts',
};
const plan = planFleet(fleet, place);
const service = (name: string) => plan.services.find((each) => each.name === name);

test('every process of a service has an agent and one of the ports after the control plane', () => {
  expect(plan.services.map(({ env }) => Number(env[fleet.portEnv])).sort((a, b) => a - b)).toEqual(place.ports);
  expect(agentCount(fleet)).toBe(place.ports.length);
  expect(portUses(fleet)).toHaveLength(place.ports.length);
  expect(portUses(fleet).slice(0, 3)).toEqual(['gateway-north-a', 'api-north-a', 'subscriptions']);
  expect(plan.entryUrl).toBe('http://127.0.0.1:9001');
});

test('api knows where its dependencies are, by the same names as its agent', () => {
  expect(service('api-north-a')?.env).toMatchObject({
    RATINGS_URL: 'http://127.0.0.1:9006',
    HORMESIS_SERVICE: 'api',
    HORMESIS_VERSION: 'demo',
    HORMESIS_URL: place.controlPlaneUrl,
    HORMESIS_AGENT_TOKEN: place.agentToken,
  });
  expect(service('api-north-a')?.env.HORMESIS_DEPENDENCIES).toContain('ratings=127.0.0.1:9006');
  expect(service('api-north-a')?.nodeArgs).toEqual(['--import', 'file:///register.ts']);
  expect(service('api-north-a')?.entry).toBe(path.join(folder, 'src/services/api.ts'));
});

test('each is in its zone, tells its address, and asks the nearest first', () => {
  expect(service('api-south-a')?.env).toMatchObject({
    HORMESIS_REGION: 'south',
    HORMESIS_ZONE: 'south-a',
    HORMESIS_ADDRESSES: '127.0.0.1:9010',
    PLAYBACK_URL: 'http://127.0.0.1:9011,http://127.0.0.1:9004',
  });
  expect(service('api-north-a')?.env.PLAYBACK_URL).toBe('http://127.0.0.1:9004,http://127.0.0.1:9011');
  expect(service('gateway-south-a')?.env.API_URL).toBe('http://127.0.0.1:9010,http://127.0.0.1:9002');
});

test('the traffic has no agent, no token and no database', () => {
  expect(plan.generator.nodeArgs).toEqual([]);
  expect(plan.generator.env).toMatchObject({ GATEWAY_URL: 'http://127.0.0.1:9001,http://127.0.0.1:9009' });
  expect(Object.keys(plan.generator.env)).not.toContain('HORMESIS_AGENT_TOKEN');
  expect(Object.keys(plan.generator.env)).not.toContain(fleet.databaseEnv);
});

test('a dependency that no service is behind is a mistake in the fleet', () => {
  const [first, ...others] = fleet.services;
  if (first === undefined) throw new Error('the fleet is empty');
  const broken = { ...fleet, services: [{ ...first, dependencies: [{ name: 'nowhere', urlEnv: 'X' }] }, ...others] };
  expect(() => planFleet(broken, place)).toThrow('the demo has no service "nowhere"');
});
