import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import { scenario } from '@hormesis/contract/scenario.ts';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { yamlSkeleton } from './yaml-skeleton.ts';

const path = {
  ...{ kind: 'CriticalPath', name: 'press-play' },
  allowlist: [
    { callGroup: 'api>http:playback', role: 'essential' },
    { callGroup: 'api>http:ratings', role: 'degradable' },
  ],
} as unknown as CriticalPath;

test('an untouched skeleton chooses nothing', () => {
  expect(parse(yamlSkeleton(path))).toBeNull();
});

test('with its # taken away it is a scenario on something that may be missing', () => {
  const bare = yamlSkeleton(path)
    .split('\n')
    .filter((line) => /^# *(- )?[a-zA-Z]+:( |$)/.test(line) && !/^# +# /.test(line))
    .map((line) => line.replace(/^# /, ''))
    .join('\n');
  expect(scenario.parse(parse(bare))).toMatchObject({
    path: 'press-play',
    faults: [{ callGroup: 'api>http:ratings', fault: { kind: 'error', status: 503 } }],
    ramp: { stages: [{ trafficPpm: 10_000, holdMs: 600_000 }] },
  });
});
