import { criticalPath } from '@hormesis/contract/critical-path.ts';
import type { Preview } from '@hormesis/contract/preview.ts';
import { type Scenario, scenario } from '@hormesis/contract/scenario.ts';
import { expect, test } from 'vitest';
import { type Design, emptyDesign } from './design.ts';
import { type Change, changed } from './design-reducer.ts';
import { runOptions } from './run-options.ts';
import { toDocument, withDocument } from './scenario-document.ts';

const path = criticalPath.parse({
  kind: 'CriticalPath',
  name: 'press-play',
  title: 'Press play',
  entries: [{ service: 'gateway', routes: ['GET /play/:title'] }],
  unit: { from: 'header', name: 'x-user-id' },
  allowlist: [{ callGroup: 'api>http:bookmarks', role: 'degradable' }],
});
const around = { path, takenNames: ['ratings-slow'] };
const bookmarks = { callGroup: 'api>http:bookmarks' };
const proposal = {
  stages: [5_000, 20_000, 100_000, 500_000].map((trafficPpm) => ({ trafficPpm, holdMs: 60_000, minExposedUnits: 10 })),
};
const after = (...changes: Change[]): Design => changes.reduce(changed, emptyDesign('press-play'));
const failing: Change = { kind: 'toggle', target: bookmarks, fault: { kind: 'error', status: 503 } };
const shares = ({ stages }: Design) => stages.map(({ trafficPpm }) => trafficPpm);

test('what fails is enough for a whole scenario: words and stages are proposed', () => {
  expect(toDocument(emptyDesign('press-play'), around)).toBeNull();
  const document = scenario.parse(toDocument(after(failing, { kind: 'proposed', ramp: proposal }), around));
  expect(document).toMatchObject({
    name: 'press-play-without-bookmarks',
    title: 'Press play without bookmarks',
    hypothesis: 'Press play works for everybody while calls to bookmarks fail with 503.',
    ramp: proposal,
  });
});

test('a name that a scenario has already is never proposed', () => {
  const taken = { path, takenNames: ['press-play-without-bookmarks', 'press-play-without-bookmarks-2'] };
  expect(toDocument(after(failing), taken)?.name).toBe('press-play-without-bookmarks-3');
});

test('up to a quarter: what was proposed beyond goes, and the ramp ends there', () => {
  const upTo = (upToPpm: number): Change => ({ kind: 'up-to', upToPpm, ramp: proposal });
  const design = after(failing, { kind: 'proposed', ramp: proposal }, upTo(250_000));
  expect(shares(design)).toEqual([5_000, 20_000, 100_000, 250_000]);
  expect(shares(changed(design, upTo(950_000)))).toEqual([5_000, 20_000, 100_000, 500_000, 950_000]);
});

test('proposed stages follow what fails; stages somebody changed are left alone', () => {
  const slow: Change = { kind: 'fault', target: bookmarks, fault: { kind: 'latency', delayMs: 500 } };
  const next = { stages: proposal.stages.slice(1) };
  const proposed = after(failing, { kind: 'proposed', ramp: proposal });
  // Volume moves all the time: that alone never moves a figure under somebody's eyes.
  expect(changed(proposed, { kind: 'proposed', ramp: next })).toBe(proposed);
  expect(shares(changed(changed(proposed, slow), { kind: 'proposed', ramp: next }))).toEqual([
    20_000, 100_000, 500_000,
  ]);
  const own = changed(proposed, { kind: 'stage', index: 0, stage: { trafficPpm: 7_000 } });
  expect(shares(changed(changed(own, slow), { kind: 'proposed', ramp: next }))[0]).toBe(7_000);
});

test('what was written in YAML comes back as it was, also what the form does not show', () => {
  const written: Scenario = scenario.parse({
    kind: 'Scenario',
    name: 'odd',
    path: 'press-play',
    title: 'Odd',
    hypothesis: 'Nobody notices.',
    owner: 'playback-team',
    faults: [
      { everything: 'degradable', fault: { kind: 'error', status: 500, headers: { 'retry-after': '3' }, body: 'no' } },
      { callGroup: 'api>http:ratings', fault: { kind: 'latency', delayMs: { p50Ms: 100, p99Ms: 900 } } },
    ],
    ramp: { stages: [{ trafficPpm: 1_000, holdMs: 1_000, minExposedUnits: 3, marginPpm: 7, timeoutMs: 9_000 }] },
    guardrails: { kpis: ['slow'], queries: [{ name: 'q', query: 'up{arm="$arm"}', max: 3 }] },
  });
  expect(scenario.parse(toDocument(withDocument(emptyDesign(), written), around))).toEqual(written);
});

test('defaults that were left out in YAML are those of the form', () => {
  const short = { kind: 'Scenario', name: 'x', path: 'press-play', title: 't', hypothesis: 'h', faults: [] };
  expect(withDocument(emptyDesign(), short as unknown as Scenario).guardrails).toEqual(emptyDesign().guardrails);
});

test('testers may start what is refused for users; a limit on shares leads to another person', () => {
  const design = after(failing);
  const refusal = { code: 'share_above_limit', message: '25 % is above the 5 %' };
  const preview = { refusals: [refusal], refusalsOnceApproved: [], testerRefusals: [] } as unknown as Preview;
  expect(runOptions(design, preview, false)).toMatchObject({ act: 'testers', refusals: [], later: [refusal] });
  expect(runOptions(design, preview, true)).toMatchObject({ act: 'draft', refusals: [] });
  const closed = { ...preview, refusalsOnceApproved: [refusal] };
  expect(runOptions(design, closed, true)).toMatchObject({ act: 'live', scheduled: false, refusals: [refusal] });
  const later: Change = { kind: 'words', words: { audience: 'live', when: { kind: 'at', at: '2026-03-02T09:30' } } };
  const free = { ...preview, refusals: [] };
  expect(runOptions(changed(design, later), free, false)).toMatchObject({ act: 'live', scheduled: true });
});

test('kills, which no step of the designer shows, are kept as they were written', () => {
  const terminations = [{ group: 'ec2/prod/eu-west-1/api/main/api-main', stage: 1, leashed: false }];
  const written = scenario.parse({
    ...{ kind: 'Scenario', name: 'one-dies', path: 'press-play', title: 'One dies', hypothesis: 'Nobody notices.' },
    terminations,
  });
  const renamed = changed(withDocument(emptyDesign(), written), { kind: 'words', words: { title: 'One of api dies' } });
  expect(scenario.parse(toDocument(renamed, around))).toEqual({ ...written, title: 'One of api dies' });
});
