import { type CriticalPath, criticalPath } from '@hormesis/contract/critical-path.ts';
import { scenario } from '@hormesis/contract/scenario.ts';
import { expect, test } from 'vitest';
import { resolveFaults, roleOf } from './resolve-faults.ts';

function path(allowlist: Record<string, 'essential' | 'degradable'>): CriticalPath {
  return criticalPath.parse({
    kind: 'CriticalPath',
    name: 'p',
    title: 't',
    entries: [{ service: 'edge', routes: ['GET /'] }],
    unit: { from: 'request' },
    allowlist: Object.entries(allowlist).map(([callGroup, role]) => ({ callGroup, role })),
  });
}
const faults = (list: object[]) =>
  scenario.parse({ kind: 'Scenario', name: 's', path: 'p', title: 't', hypothesis: 'h', faults: list });
const down = { kind: 'error', status: 503 };

test.each([
  [{ 'a>http:x': 'degradable' }, 'a>http:x', 'degradable'],
  [{ 'a>http:x': 'degradable' }, 'a>http:x/one', 'degradable'],
  [{ 'a>http:x/one': 'degradable' }, 'a>http:x', null],
  [{ 'a>http:x': 'degradable' }, '*>http:x', null],
  [{ '*>http:x': 'degradable' }, 'a>http:x', 'degradable'],
  [{ 'a>http:x': 'degradable', 'a>http:x/pay': 'essential' }, 'a>http:x', 'essential'],
  [{ 'a>http:x': 'degradable', 'a>http:x/pay': 'essential' }, 'a>http:x/browse', 'degradable'],
  [{ 'a>http:x': 'degradable', '*>http:x/pay': 'essential' }, 'a>http:x', 'essential'],
  [{ '*>http:x': 'degradable', 'a>http:x': 'essential' }, '*>http:x', 'essential'],
  [{ '*>http:x': 'essential' }, 'a>http:x/one', 'essential'],
] as const)('with the allowlist %j the call group %s is %s', (allowlist, callGroup, role) => {
  expect(roleOf(path(allowlist), callGroup)).toBe(role);
});

test('everything degradable is spelled out, and what would fail an essential call with it says so', () => {
  const on = path({ 'a>http:x': 'degradable', 'a>http:x/pay': 'essential', 'a>http:y': 'degradable' });
  const resolved = resolveFaults(faults([{ everything: 'degradable', fault: down }]), on);
  expect(resolved.map(({ callGroup, role }) => [callGroup, role])).toEqual([
    ['a>http:x', 'essential'],
    ['a>http:y', 'degradable'],
  ]);
});

test('a call group named twice keeps its first fault: there is one decision per call', () => {
  const slow = { kind: 'latency', delayMs: 100 };
  const on = path({ 'a>http:x': 'degradable', 'a>http:y': 'degradable' });
  const resolved = resolveFaults(
    faults([
      { callGroup: 'a>http:y', fault: slow },
      { everything: 'degradable', fault: down },
    ]),
    on,
  );
  expect(resolved.map(({ callGroup, fault }) => [callGroup, fault.kind])).toEqual([
    ['a>http:y', 'latency'],
    ['a>http:x', 'error'],
  ]);
});
