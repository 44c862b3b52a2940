import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

const facts = {
  hostname: 'web-3',
  pid: 41,
  threadId: 0,
  workerId: null,
  nonce: 'a1b2c3',
  packageName: '@shop/Checkout',
};
const required = { HORMESIS_URL: 'https://control.internal:7070', HORMESIS_AGENT_TOKEN: 'secret' };

test('two variables are enough; the rest has defaults', () => {
  expect(readConfig(required, facts)).toEqual({
    state: 'on',
    complaints: ['the service "@shop/Checkout" is told as "shop-checkout"'],
    config: {
      url: 'https://control.internal:7070',
      token: 'secret',
      service: 'shop-checkout',
      instance: 'web-3-41-0-a1b2c3',
      version: 'unknown',
      zone: null,
      region: null,
      addresses: [],
      dependencies: [],
      fleetSuffixes: [],
    },
  });
});

test('addresses are told with their port; what is none is ignored and named', () => {
  const configured = readConfig(
    { ...required, HORMESIS_ADDRESSES: '10.0.0.7:80, API-7.internal:8080,10.0.0.8' },
    facts,
  );
  if (configured.state === 'off') throw new Error('it is on');
  expect(configured.config.addresses).toEqual(['10.0.0.7:80', 'api-7.internal:8080']);
  expect(configured.complaints.join()).toContain('HORMESIS_ADDRESSES: entry "10.0.0.8" is ignored');
});

test('the name comes from HORMESIS_SERVICE, else from OpenTelemetry, else from package.json', () => {
  const name = (environment: Record<string, string>) => {
    const configured = readConfig({ ...required, ...environment }, facts);
    return configured.state === 'on' ? configured.config.service : configured.complaint;
  };
  expect(name({ HORMESIS_SERVICE: 'api', OTEL_SERVICE_NAME: 'other' })).toBe('api');
  expect(name({ OTEL_SERVICE_NAME: 'other' })).toBe('other');
  expect(readConfig(required, { ...facts, packageName: null })).toMatchObject({ state: 'off' });
});

test.each([
  [{ ...required, HORMESIS_URL: '' }, 'HORMESIS_URL is not set'],
  [{ ...required, HORMESIS_AGENT_TOKEN: undefined }, 'HORMESIS_AGENT_TOKEN is not set'],
  [
    { ...required, HORMESIS_URL: 'ftp://x' },
    'HORMESIS_URL must be http or https URLs separated by commas, got "ftp://x"',
  ],
  [
    { ...required, HORMESIS_URL: 'http://a, b' },
    'HORMESIS_URL must be http or https URLs separated by commas, got " b"',
  ],
])('what is missing keeps the agent off and is told: %o', (environment, complaint) => {
  const configured = readConfig(environment, facts);
  expect(configured.state === 'off' && configured.complaint).toContain(complaint);
});

test('HORMESIS_DISABLED=1 is no complaint', () => {
  expect(readConfig({ ...required, HORMESIS_DISABLED: '1' }, facts)).toEqual({ state: 'off', complaint: null });
});

test('malformed entries are left out and told by name and value, the others count', () => {
  const configured = readConfig(
    {
      ...required,
      HORMESIS_SERVICE: 'api',
      HORMESIS_DEPENDENCIES: 'ratings=127.0.0.1:7081, api=API.internal,v6=[::1]:80,=x,bad,port=h:99999,url=http://h',
      HORMESIS_FLEET_SUFFIXES: '.svc.cluster.local,example.com',
    },
    facts,
  );
  if (configured.state === 'off') throw new Error('expected the agent to be on');
  expect(configured.config.dependencies).toEqual([
    { name: 'ratings', address: '127.0.0.1:7081' },
    { name: 'api', address: 'api.internal' },
    { name: 'v6', address: '::1:80' },
  ]);
  expect(configured.config.fleetSuffixes).toEqual(['.svc.cluster.local']);
  expect(configured.complaints.map((text) => text.match(/"(.*?)"/)?.[1])).toEqual([
    '=x',
    'bad',
    'port=h:99999',
    'url=http://h',
    'example.com',
  ]);
  expect(configured.complaints[2]).toContain('name=host:port, with a port from 1 to 65535');
});

test.each([
  ['Checkout_API', 'checkout-api'],
  ['shop.checkout', 'shop-checkout'],
  ['_edge_', 'edge'],
  ['x'.repeat(80), 'x'.repeat(63)],
])('a service named %s is told by a name that the control plane takes', (HORMESIS_SERVICE, told) => {
  const configured = readConfig({ ...required, HORMESIS_SERVICE }, facts);
  expect(configured.state === 'on' && configured.config.service).toBe(told);
});

test('a name without a letter or a digit keeps the agent off; labels are cut to what the control plane takes', () => {
  expect(readConfig({ ...required, HORMESIS_SERVICE: '@/_' }, facts)).toMatchObject({ state: 'off' });
  const long = 'z'.repeat(900);
  const configured = readConfig({ ...required, HORMESIS_INSTANCE: long, HORMESIS_ZONE: long }, facts);
  if (configured.state === 'off') throw new Error('expected the agent to be on');
  expect([configured.config.instance.length, configured.config.zone?.length]).toEqual([160, 200]);
});

test.each([
  [{}, 'pod-7'],
  [{ threadId: 2 }, 'pod-7-thread-2'],
  [{ workerId: 3 }, 'pod-7-worker-3'],
  [{ workerId: 3, threadId: 2 }, 'pod-7-worker-3-thread-2'],
])('threads and cluster workers that are given one instance name keep apart: %o', (place, told) => {
  const configured = readConfig({ ...required, HORMESIS_INSTANCE: 'pod-7' }, { ...facts, ...place });
  expect(configured.state === 'on' && configured.config.instance).toBe(told);
});
