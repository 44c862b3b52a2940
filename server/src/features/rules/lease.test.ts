import { LEASE_MS } from '@hormesis/contract/agent-link.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { Live } from './live.ts';

const DATABASE_MS = 1_700_000_000_000;

/** Clocks that a test moves, and a database that takes `readMs` to answer with a claim that has `leftMs` to run. */
function scene({ leftMs, readMs }: { leftMs: number; readMs: number }) {
  const at = { monotonicMs: 1_000, wallMs: 5_000 };
  const clock: Clock = { monotonicMs: () => at.monotonicMs, wallMs: () => at.wallMs };
  const pass = (monotonicMs: number, wallMs = monotonicMs) => {
    at.monotonicMs += monotonicMs;
    at.wallMs += wallMs;
  };
  const row = {
    experiment_id: 'eabcdef12',
    plan: { faults: [], ramp: { stages: [] } },
    claimed_until_ms: DATABASE_MS + leftMs,
  };
  const client: Queryable = {
    // biome-ignore lint/suspicious/noExplicitAny: rows as the statements of live-queries name them
    async query(text: string): Promise<any> {
      if (text.includes('ruleset_revision')) return { rows: [{ revision: 1, now_ms: DATABASE_MS }] };
      return { rows: text.includes('hormesis.experiments') ? [row] : [] };
    },
  };
  const database: Database = {
    ...client,
    async transaction(work) {
      const result = await work(client);
      pass(readMs);
      return result;
    },
    together: (work) => work(client),
    close: async () => {},
  };
  const live = new Live(database, clock);
  const leaseMs = () => {
    const [experiment] = live.rows.experiments;
    if (!experiment) throw new Error('nothing was read');
    return live.leaseMs(experiment);
  };
  return { live, pass, leaseMs };
}

const ms = (max: number) => fc.integer({ min: 0, max });

test('a lease is never longer than what is left of the claim, however long the read took and whichever clock stood still', async () => {
  await fc.assert(
    fc.asyncProperty(
      ms(8_000),
      ms(3_000),
      ms(6_000),
      fc.constantFrom('both', 'monotonic stands', 'wall is set back'),
      async (leftMs, readMs, thenMs, clocks) => {
        const { live, pass, leaseMs } = scene({ leftMs, readMs });
        await live.refresh();
        if (clocks === 'both') pass(thenMs);
        else if (clocks === 'monotonic stands') pass(0, thenMs);
        else pass(thenMs, -3_600_000);
        const trulyLeftMs = leftMs - readMs - thenMs;
        expect(leaseMs()).toBeLessThanOrEqual(Math.max(0, trulyLeftMs));
        expect(leaseMs()).toBeLessThanOrEqual(LEASE_MS);
        expect(Number.isInteger(leaseMs())).toBe(true);
      },
    ),
  );
});

test('a claim that has not run out gives what is left of it, at most five seconds', async () => {
  const { live, pass, leaseMs } = scene({ leftMs: 7_000, readMs: 0 });
  await live.refresh();
  expect(leaseMs()).toBe(5_000);
  pass(3_000);
  expect(leaseMs()).toBe(4_000);
  pass(10_000);
  expect(leaseMs()).toBe(0);
});
