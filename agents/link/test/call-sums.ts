import type { Report } from '@hormesis/contract/agent-link.ts';
import type { CallSum } from '@hormesis/link/call-columns.ts';

/** What a report tells in columns, one sum for each call group of each arm, with the counts that it tells. */
export function callSumsOf({ callGroups, calls }: Pick<Report, 'callGroups' | 'calls'>): CallSum[] {
  return calls.flatMap(({ experiment, arm, stage, groups, absorbed, ...columns }) =>
    groups.map((place, at): CallSum => {
      const numbers = (of: Record<string, number[]>) =>
        Object.fromEntries(Object.entries(of).map(([name, column]) => [name, column[at] ?? Number.NaN]));
      const counts = { calls: 0, ...numbers(columns) };
      const callGroup = callGroups[place] ?? '';
      return { callGroup, experiment, arm, stage, ...counts, ...(absorbed && { absorbed: numbers(absorbed) }) };
    }),
  );
}
