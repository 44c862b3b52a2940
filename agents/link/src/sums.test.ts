import { expect, test } from 'vitest';
import { FREE, Sums } from './sums.ts';

test('a service that puts an id into every operation fills no report without end, and is told so', () => {
  const sums = new Sums();
  for (let id = 0; id < 3_000; id += 1) sums.call(`shop>custom:orders/load-${id}`, FREE).calls += 1;
  const batch = sums.take();
  expect(batch.callGroups).toHaveLength(1_000);
  expect(sums.counters()).toEqual({ call_groups_over_limit: 2_000 });
  sums.call('shop>custom:orders/load-2999', FREE).calls += 1;
  expect(sums.take().callGroups).toHaveLength(1);
});

test('the largest report is below the four megabytes that the control plane takes', () => {
  const sums = new Sums();
  const experiment = 'e'.repeat(32);
  for (let id = 0; id < 1_000; id += 1) {
    // Half a pair of surrogates is escaped: six bytes for one character.
    const callGroup = `shop>custom:orders/${String(id).padStart(4, '0')}${'\ud800'.repeat(196)}`;
    for (const arm of ['treatment', 'control', 'tester'] as const)
      for (const stage of [1, 2]) sums.call(callGroup, { experiment, arm, stage }).calls = Number.MAX_SAFE_INTEGER;
  }
  for (let unit = 0; unit < 20_000; unit += 1) {
    const what = { experiment, stage: 3, arm: 'treatment', unit: String(unit).padStart(16, '0'), atMs: 1e9 } as const;
    sums.exposure({ ...what, outcome: 'pending' });
    sums.event({ ...what, kpi: 'k'.repeat(60), rhoPpm: 500_000 }, 'events');
    sums.event({ ...what, kpi: 'k'.repeat(60), rhoPpm: 500_000 }, 'units');
  }
  expect(Buffer.byteLength(JSON.stringify(sums.take()))).toBeLessThan(4 * 1024 * 1024 - 100_000);
});
