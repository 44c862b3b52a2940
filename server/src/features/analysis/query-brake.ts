import type { Brake } from '@hormesis/contract/evidence.ts';
import type { MetricQueryEvidence } from '@hormesis/contract/metric-query.ts';

/** Halts when a query that was told to is beyond its limit; no brake when none was. One that cannot be read only holds. */
export function queryBrake(queries: readonly MetricQueryEvidence[]): Brake[] {
  const braking = queries.filter(({ beyond }) => beyond === 'halt');
  if (braking.length === 0) return [];
  const beyond = braking.filter(({ state }) => state === 'beyond');
  const text = (beyond.length > 0 ? beyond : braking).map((each) => each.text).join('; ');
  return [{ brake: 'query', tripped: beyond.length > 0, value: beyond.length, limit: 1, text }];
}
