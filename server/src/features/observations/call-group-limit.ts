import type { CallSum } from '@hormesis/contract/agent-link.ts';
import type { Queryable } from '../../platform/database.ts';

/** So many call groups of one calling service are kept; a service with an id in each operation would fill every table. */
const MOST_PER_SERVICE = 500;

/** Calls that count, and which callers had call groups beyond the limit. */
interface Limited<Sum> {
  readonly within: Sum[];
  readonly callersOver: ReadonlySet<string>;
}

/**
 * Leaves out call groups that are new where their caller has as many as are kept. What an experiment injected into is
 * always counted: nobody may learn less of a fault that was really applied.
 */
export async function withinLimit<Sum extends Pick<CallSum, 'callGroup' | 'injected'>>(
  client: Queryable,
  sums: readonly Sum[],
): Promise<Limited<Sum>> {
  const names = [...new Set(sums.map(({ callGroup }) => callGroup))];
  const known = await knownOf(client, names);
  const fresh = names.filter((name) => !known.has(name)).sort();
  if (fresh.length === 0) return { within: [...sums], callersOver: new Set() };
  const kept = await countByCaller(client, [...new Set(fresh.map(callerOf))]);
  const over = new Set<string>();
  for (const name of fresh) {
    const caller = callerOf(name);
    const count = kept.get(caller) ?? 0;
    if (count >= MOST_PER_SERVICE) over.add(name);
    else kept.set(caller, count + 1);
  }
  return {
    within: sums.filter(({ callGroup, injected }) => injected > 0 || !over.has(callGroup)),
    callersOver: new Set([...over].map(callerOf)),
  };
}

function callerOf(callGroup: string): string {
  return callGroup.slice(0, callGroup.indexOf('>'));
}

async function knownOf(client: Queryable, names: readonly string[]): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set();
  const result = await client.query<{ call_group: string }>(
    'select call_group from hormesis.call_groups where call_group = any($1)',
    [names],
  );
  return new Set(result.rows.map((row) => row.call_group));
}

async function countByCaller(client: Queryable, callers: readonly string[]): Promise<Map<string, number>> {
  const result = await client.query<{ caller: string; kept: number }>(
    'select caller, count(*) as kept from hormesis.call_groups where caller = any($1) group by caller',
    [callers],
  );
  return new Map(result.rows.map((row) => [row.caller, row.kept]));
}
