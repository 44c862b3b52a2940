import { readdirSync, readFileSync } from 'node:fs';
import { type CriticalPath, criticalPath } from '@hormesis/contract/critical-path';
import { type ScenarioDocument, scenarioDocument } from '@hormesis/contract/scenario';
import { scenarioJsonSchemaText } from '@hormesis/contract/scenario-schema';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const folder = new URL('../scenarios/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
const textOf = (file: string) => readFileSync(new URL(file, folder), 'utf8');
const documents = new Map(files.map((file) => [file, scenarioDocument.parse(parse(textOf(file)))]));
const scenarios = [...documents.values()].filter((document) => document.kind === 'Scenario');

function pressPlay(): CriticalPath {
  return criticalPath.parse(parse(textOf('press-play.yaml')));
}

test('the folder holds the path of the demo and its seven scenarios, each in the file of its name', () => {
  expect([...documents.keys()].sort()).toEqual([
    'bookmarks-late.yaml',
    'everything-degradable-down.yaml',
    'license-slow.yaml',
    'press-play.yaml',
    'ratings-slow.yaml',
    'recommendations-down.yaml',
    'recommendations-process-dies.yaml',
    'stream-slots-down.yaml',
  ]);
  for (const [file, document] of documents) expect(file).toBe(`${document.name}.yaml`);
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
  const slow = documents.get('ratings-slow.yaml') as Extract<ScenarioDocument, { kind: 'Scenario' }>;
  expect(slow.faults).toEqual([{ callGroup: 'api>http:ratings', fault: { kind: 'latency', delayMs: 2_000 } }]);
});

test('every file tells editors its schema, and the published schema is the one of the contract', () => {
  for (const file of files) expect(textOf(file)).toMatch(/^# yaml-language-server: \$schema=\.\/schema\.json\n/);
  expect(textOf('schema.json'), 'run: node scripts/scenario-schema.ts').toBe(scenarioJsonSchemaText());
});

test('late bookmarks make the page slow before any fallback steps in, and nothing else', () => {
  const late = documents.get('bookmarks-late.yaml') as Extract<ScenarioDocument, { kind: 'Scenario' }>;
  expect(late.faults).toEqual([{ callGroup: 'api>http:bookmarks', fault: { kind: 'latency', delayMs: 2_500 } }]);
  expect(pressPlay()).toMatchObject({ objectiveMs: 2_000, kpis: ['slow', { missing: 'play_start', withinMs: 3_000 }] });
});
