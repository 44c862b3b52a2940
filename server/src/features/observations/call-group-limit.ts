import type { Queryable } from '../../platform/database.ts';
import type { GroupCalls } from './batch-sums.ts';

/** So many call groups of one calling service are kept; a service with an id in each operation would fill every table. */
const MOST_PER_SERVICE = 500;
const MOST_REMEMBERED = 100_000;

/** Calls that count, which of their call groups were not known here, and which callers had call groups beyond the limit. */
interface Limited {
  readonly within: readonly GroupCalls[];
  readonly fresh: readonly string[];
  readonly callersOver: ReadonlySet<string>;
}

/**
 * Leaves out call groups that are new where their caller has as many as are kept. What an experiment injected into is
 * always counted: nobody may learn less of a fault that was really applied.
 */
export class CallGroupLimit {
  /** Call groups seen in the database: it is asked about new ones only. */
  readonly #known = new Set<string>();

  async within(client: Queryable, sums: readonly GroupCalls[]): Promise<Limited> {
    const names = [...new Set(sums.map(({ callGroup }) => callGroup))].filter((name) => !this.#known.has(name));
    if (names.length === 0) return { within: sums, fresh: [], callersOver: new Set() };
    const known = await knownOf(client, names);
    const fresh = names.filter((name) => !known.has(name)).sort();
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
      fresh: names.filter((name) => !over.has(name)),
      callersOver: new Set([...over].map(callerOf)),
    };
  }

  /** These are in the database now. */
  remember(names: readonly string[]): void {
    if (this.#known.size > MOST_REMEMBERED) this.#known.clear();
    for (const name of names) this.#known.add(name);
  }
}

function callerOf(callGroup: string): string {
  return callGroup.slice(0, callGroup.indexOf('>'));
}

async function knownOf(client: Queryable, names: readonly string[]): Promise<ReadonlySet<string>> {
  const result = await client.query<{ call_group: string }>(
    'select call_group from hormesis.call_groups where call_group = any($1)',
    [names],
  );
  return new Set(result.rows.map((row) => row.call_group));
}

async function countByCaller(client: Queryable, callers: readonly string[]): Promise<Map<string, number>> {
  if (callers.length === 0) return new Map();
  const result = await client.query<{ caller: string; kept: number }>(
    'select caller, count(*) as kept from hormesis.call_groups where caller = any($1) group by caller',
    [callers],
  );
  return new Map(result.rows.map((row) => [row.caller, row.kept]));
}
