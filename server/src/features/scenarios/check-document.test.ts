import { criticalPath } from '@hormesis/contract/critical-path.ts';
import { scenario } from '@hormesis/contract/scenario.ts';
import { expect, test } from 'vitest';
import { checkScenario } from './check-document.ts';

const path = criticalPath.parse({
  kind: 'CriticalPath',
  name: 'p',
  title: 't',
  entries: [{ service: 'edge', routes: ['GET /'] }],
  unit: { from: 'request' },
  allowlist: [
    { callGroup: 'a>http:x', role: 'degradable' },
    { callGroup: 'a>custom:cache/get', role: 'degradable' },
  ],
});
const refusals = (...faults: object[]) =>
  checkScenario(
    scenario.parse({ kind: 'Scenario', name: 's', path: 'p', title: 't', hypothesis: 'h', faults }),
    path,
  ).map(({ code, field, message }) => [code, field, message.slice(0, 40)]);
const slow = { kind: 'throttle', bytesPerSecond: 1_000 };

test('a body that a custom injection point has not cannot be throttled or corrupted', () => {
  expect(
    refusals({ callGroup: 'a>http:x', fault: slow }, { callGroup: 'a>custom:cache/get', fault: { kind: 'corrupt' } }),
  ).toEqual([['fault_not_applicable', 'faults.1.fault', 'corrupt acts on the bytes of a response,']]);
  expect(refusals({ everything: 'degradable', fault: slow })).toEqual([
    ['fault_not_applicable', 'faults.0.fault', 'throttle acts on the bytes of a response'],
  ]);
  expect(refusals({ everything: 'degradable', fault: { kind: 'timeout' } })).toEqual([]);
});

test('an operation of HTTP is a method and a path; an allowlist without operation covers it', () => {
  expect(refusals({ callGroup: 'a>http:x/GET /things/:id', fault: slow })).toEqual([]);
  expect(refusals({ callGroup: 'a>http:x/things', fault: slow })).toEqual([
    ['fault_not_applicable', 'faults.0.fault', 'the operation of a>http:x/things must be'],
  ]);
});
