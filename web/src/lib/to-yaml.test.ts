import { expect, test } from 'vitest';
import { toYaml } from './to-yaml.ts';

test('a scenario is shown as the YAML that would apply it', () => {
  const yaml = toYaml({
    kind: 'Scenario',
    title: 'Ratings: slow',
    faults: [{ callGroup: '*>http:ratings', fault: { kind: 'latency', delayMs: 2_000 } }],
    owner: undefined,
    ramp: { stages: [{ trafficPpm: 20_000 }, { trafficPpm: 100_000 }] },
  });
  expect(yaml).toBe(`kind: Scenario
title: "Ratings: slow"
faults:
  - callGroup: "*>http:ratings"
    fault:
      kind: latency
      delayMs: 2000
ramp:
  stages:
    - trafficPpm: 20000
    - trafficPpm: 100000
`);
});

test('text that YAML would read as something else is quoted', () => {
  expect(toYaml({ a: 'true', b: '12', c: '', d: 'two\nlines', e: '- x', f: 'no', g: 'plain words, really' })).toBe(
    'a: "true"\nb: "12"\nc: ""\nd: "two\\nlines"\ne: "- x"\nf: "no"\ng: plain words, really\n',
  );
});

test('an empty list stays an empty list', () => {
  expect(toYaml({ allowlist: [] })).toBe('allowlist: []\n');
});

test('name and purpose come first, however the database ordered the keys', () => {
  const yaml = toYaml({
    faults: [{ fault: { kind: 'latency', delayMs: 5 }, callGroup: 'api>http:ratings' }],
    hypothesis: 'Nobody notices.',
    name: 'ratings-slow',
    kind: 'Scenario',
  });
  expect(yaml).toBe(`kind: Scenario
name: ratings-slow
hypothesis: Nobody notices.
faults:
  - callGroup: api>http:ratings
    fault:
      kind: latency
      delayMs: 5
`);
});
