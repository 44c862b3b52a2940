import { readdirSync, readFileSync } from 'node:fs';
import { type CriticalPath, criticalPath } from '@hormesis/contract/critical-path';
import { family, type ScenarioDocument, scenarioDocument } from '@hormesis/contract/scenario';
import { scenarioJsonSchemaText } from '@hormesis/contract/scenario-schema';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const folder = new URL('../scenarios/', import.meta.url);
const files = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.yaml'))
  .sort();
const textOf = (file: string) => readFileSync(new URL(file, folder), 'utf8');
const documents = new Map(files.map((file) => [file, scenarioDocument.parse(parse(textOf(file)))]));
const scenarios = [...documents.values()].filter((document) => document.kind === 'Scenario');

function pressPlay(): CriticalPath {
  return criticalPath.parse(parse(textOf('press-play.yaml')));
}

test('each document is in the file of its name, and a scenario in the folder of its family', () => {
  expect(scenarios.length).toBeGreaterThan(10);
  for (const [file, document] of documents) {
    const family = document.kind === 'Scenario' ? `${document.family}/` : '';
    expect(file).toBe(`${family}${document.name}.yaml`);
  }
});

test('every family has a scenario, and each says what must be so before, and what should be seen', () => {
  expect(new Set(scenarios.map((scenario) => scenario.family))).toEqual(new Set(family.options));
  for (const { name, prerequisites, expected } of scenarios)
    expect([name, (prerequisites ?? []).length > 0, (expected ?? []).length > 0]).toEqual([name, true, true]);
});

test.each(scenarios)('$name fails only what the allowlist of its path names', (scenario) => {
  const path = pressPlay();
  expect(scenario.path).toBe(path.name);
  const allowed = path.allowlist.map((entry) => entry.callGroup);
  for (const fault of scenario.faults) if ('callGroup' in fault) expect(allowed).toContain(fault.callGroup);
});

test('what a viewer cannot do without is essential, everything else of the page is degradable', () => {
  const byRole = Object.groupBy(pressPlay().allowlist, (entry) => entry.role);
  expect(byRole.essential?.map((entry) => entry.callGroup).sort()).toEqual([
    'api>http:playback',
    'gateway>http:api',
    'playback>custom:license/issue',
  ]);
  expect(byRole.degradable?.map((entry) => entry.callGroup).sort()).toEqual([
    'api>http:bookmarks',
    'api>http:ratings',
    'api>http:recommendations',
    'api>http:subscriptions',
    'gateway>http:identity',
    'playback>custom:evcache/get',
    'playback>custom:slots/take',
  ]);
});

test('the demo goes to 95 % only with an approval that says it is a sandbox', () => {
  const path = pressPlay();
  const stages = path.ramp?.stages.map((stage) => stage.trafficPpm) ?? [];
  expect(stages).toEqual([20_000, 100_000, 250_000, 500_000, 950_000]);
  expect(Math.max(...stages)).toBeGreaterThan(path.maxTreatmentPpm);
  expect(path.approval).toMatchObject({ sandbox: true });
});

test('slow ratings are slower than the second that api waits for them', () => {
  const slow = documents.get('latency/ratings-slow.yaml') as Extract<ScenarioDocument, { kind: 'Scenario' }>;
  expect(slow.faults).toEqual([{ callGroup: 'api>http:ratings', fault: { kind: 'latency', delayMs: 2_000 } }]);
});

test('every file tells editors its schema, and the published schema is the one of the contract', () => {
  for (const file of files)
    expect(textOf(file)).toContain(`# yaml-language-server: $schema=${file.includes('/') ? '..' : '.'}/schema.json\n`);
  expect(textOf('schema.json'), 'run: node scripts/scenario-schema.ts').toBe(scenarioJsonSchemaText());
});

test('late bookmarks make the page slow before any fallback steps in, and nothing else', () => {
  const late = documents.get('latency/bookmarks-late.yaml') as Extract<ScenarioDocument, { kind: 'Scenario' }>;
  expect(late.faults).toEqual([{ callGroup: 'api>http:bookmarks', fault: { kind: 'latency', delayMs: 2_500 } }]);
  expect(pressPlay()).toMatchObject({ objectiveMs: 2_000, kpis: ['slow', { missing: 'play_start', withinMs: 3_000 }] });
});
