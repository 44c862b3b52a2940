import { readFileSync } from 'node:fs';
import { criticalPath } from '@hormesis/contract/critical-path.ts';
import { topology } from '@hormesis/contract/topology.ts';
import { checkScenario } from '@hormesis/server/features/scenarios/check-document.ts';
import { resolveFaults } from '@hormesis/server/features/scenarios/resolve-faults.ts';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { fit } from '../../cli/src/recipes/fit.ts';
import { recipes } from '../../cli/src/recipes/recipes.ts';
import { repositoryFile } from '../harness/service.ts';

const path = criticalPath.parse(parse(readFileSync(repositoryFile('scenarios/press-play.yaml'), 'utf8')));
const calls = (callGroup: string, callsPerSecond: number) => ({
  ...{ callGroup, callsPerSecond, failuresPerSecond: 0, lastSeenAt: new Date(0).toISOString() },
});
const moves = (callGroup: string, region: string, zone: string) => ({
  ...{ callGroup, from: { region: 'north', zone: 'north-a' }, to: { region, zone } },
  ...{ callsPerSecond: 50, failuresPerSecond: 0 },
});
/** As the demo is seen, as far as recipes look at it. */
const seen = topology.parse({
  services: [],
  callGroups: [calls('api>http:ratings', 90), calls('api>http:bookmarks', 100), calls('gateway>http:api', 200)],
  placeRates: [
    moves('api>http:ratings', 'north', 'north-a'),
    moves('gateway>http:api', 'north', 'north-a'),
    moves('api>http:playback', 'south', 'south-b'),
    moves('web>http:elsewhere', 'south', 'south-b'),
  ],
  paths: [],
  omitted: { services: 0, callGroups: 0 },
});
const recipe = (name: string) => {
  const found = recipes.find((each) => each.name === name);
  if (!found) throw new Error(`no recipe ${name}`);
  return found;
};

test.each(recipes)('$name fits the path of the demo, and the control plane would take it', (each) => {
  const { scenario } = fit(each, path, seen, {});
  expect(checkScenario(scenario, path)).toEqual([]);
  expect(resolveFaults(scenario, path).length).toBeGreaterThan(0);
  expect(scenario).toMatchObject({ path: 'press-play', family: each.family });
  expect(scenario.hypothesis).toContain('press play');
});

test('what is failed is what is called most and may be missing, unless somebody names another', () => {
  const failed = (wishes: { callGroup?: string }) => fit(recipe('hard-failure'), path, seen, wishes).scenario.faults[0];
  expect(failed({})).toMatchObject({ callGroup: 'api>http:bookmarks' });
  expect(failed({ callGroup: 'api>http:playback' })).toMatchObject({ callGroup: 'api>http:playback' });
  expect(() => failed({ callGroup: 'api>http:pay' })).toThrow('api>http:pay is not in the allowlist of press-play');
});

test('a cache is found by its name, and where there is none the recipe says so', () => {
  const cache = recipe('cache-gone');
  expect(fit(cache, path, seen, {}).scenario.faults).toMatchObject([{ callGroup: 'playback>custom:evcache/get' }]);
  const without = { ...path, allowlist: path.allowlist.filter(({ callGroup }) => !callGroup.includes('cache')) };
  expect(() => fit(cache, without, seen, {})).toThrow('name one with --call-group');
});

test('a delay is just below or above what the caller waits, and a guess is told', () => {
  const delay = (name: string, timeoutMs?: number) => fit(recipe(name), path, seen, { timeoutMs });
  const fault = (kind: string, value: object) => [{ fault: { kind, ...value } }];
  expect(delay('latency-below-timeout', 800).scenario.faults).toMatchObject(fault('latency', { delayMs: 720 }));
  expect(delay('latency-above-timeout', 800).scenario.faults).toMatchObject(fault('latency', { delayMs: 1_200 }));
  expect(delay('slow-then-dead', 800).scenario.faults).toMatchObject(fault('abort', { afterMs: 640 }));
  expect(delay('slow-then-dead', 800).remarks.join()).not.toContain('--timeout');
  expect(delay('slow-then-dead').remarks.join()).toContain('taken for 2000 ms');
});

test('a zone that is gone is every call of the path that was seen going there, and nothing else', () => {
  const gone = (wishes: { zone?: string; region?: string }, name = 'zone-gone') =>
    fit(recipe(name), path, seen, wishes).scenario.faults;
  expect(gone({ zone: 'north-a' })).toEqual(
    ['api>http:ratings', 'gateway>http:api'].map((callGroup) => ({
      ...{ callGroup, where: { callee: { zone: 'north-a' } }, fault: { kind: 'abort' } },
    })),
  );
  expect(gone({ region: 'south' }, 'region-evacuated')).toMatchObject([
    { callGroup: 'api>http:playback', where: { callee: { region: 'south' } } },
  ]);
  expect(() => gone({ zone: 'west-c' })).toThrow('no call of press-play goes into the zone west-c: north-a, south-b');
  expect(() => fit(recipe('zone-gone'), path, { ...seen, placeRates: [] }, {})).toThrow('HORMESIS_ADDRESSES');
});

test('what is essential without an approval is said to be for testers', () => {
  const bare = { ...path, allowlist: path.allowlist.map(({ callGroup, role }) => ({ callGroup, role })) };
  expect(fit(recipe('zone-gone'), bare, seen, { zone: 'north-a' }).remarks.join()).toContain(
    'gateway>http:api is essential and has no liveApproval',
  );
});
