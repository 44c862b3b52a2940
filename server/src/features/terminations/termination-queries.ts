import type { GateDecision } from '@hormesis/contract/terminations.ts';
import type { Queryable } from '../../platform/database.ts';
import type { How, Outcome, Part, Target, Termination } from './termination.ts';

interface TerminationRow {
  termination_id: string;
  group_key: string;
  app: string;
  happened_at: Date;
  leashed: boolean;
  actor: string;
  plan_id: string | null;
  targets: Target[];
  way: How;
  gates: GateDecision[];
  parts: Part[];
}

const COLUMNS = `termination_id, group_key, app, happened_at, leashed, actor, plan_id, targets, way, gates, parts`;

function toTermination(row: TerminationRow): Termination {
  return {
    ...{ id: row.termination_id, group: row.group_key, app: row.app, at: row.happened_at, leashed: row.leashed },
    ...{ actor: row.actor, plan: row.plan_id, targets: row.targets, how: row.way, gates: row.gates, parts: row.parts },
  };
}

/** Keeps every other replica from deciding on this group until the transaction ends. */
export async function lockGroup(client: Queryable, group: string): Promise<void> {
  await client.query('insert into hormesis.termination_groups (group_key) values ($1) on conflict do nothing', [group]);
  await client.query('select from hormesis.termination_groups where group_key = $1 for update', [group]);
}

/**
 * When each group was killed last, milliseconds since 1970. What was recorded counts, also while nobody knows what came of
 * it; not what turned out to have killed nobody. A dry run counts for dry runs alone.
 */
export async function lastKills(
  client: Queryable,
  leashed: boolean,
  groups: readonly string[] | 'all',
): Promise<ReadonlyMap<string, number>> {
  const result = await client.query<{ group_key: string; last_ms: number }>(
    `select group_key, extract(epoch from max(happened_at))::float8 * 1000 as last_ms from hormesis.terminations t
      where ($1 or not leashed) and ($2 or group_key = any($3))
        and not exists (select 1 from hormesis.termination_events e where e.termination_id = t.termination_id and e.kind = 'nothing')
      group by group_key`,
    [leashed, groups === 'all', groups === 'all' ? [] : groups],
  );
  return new Map(result.rows.map((row) => [row.group_key, row.last_ms]));
}

export async function insertTermination(client: Queryable, made: Termination): Promise<void> {
  await client.query(
    `insert into hormesis.terminations (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[made.id, made.group, made.app, made.at, made.leashed, made.actor, made.plan],
      ...[made.targets, made.how, made.gates, made.parts].map((each) => JSON.stringify(each)),
    ],
  );
}

/** One line of what became of a termination; it is never changed. */
export type TerminationEvent =
  | { readonly kind: 'target'; readonly member: string; readonly detail: Outcome }
  | { readonly kind: 'nothing'; readonly detail: { readonly reason: string } }
  | { readonly kind: 'replaced' | 'healthy'; readonly detail: { readonly afterMs: number } }
  | { readonly kind: 'not_recovered'; readonly detail: { readonly afterMs: number; readonly reason: string } };

export interface StoredEvent {
  readonly termination: string;
  readonly at: Date;
  readonly event: TerminationEvent;
}

export async function addTerminationEvent(
  client: Queryable,
  termination: string,
  atMs: number,
  event: TerminationEvent,
): Promise<void> {
  await client.query(
    'insert into hormesis.termination_events (termination_id, happened_at, kind, member, detail) values ($1, $2, $3, $4, $5)',
    [termination, new Date(atMs), event.kind, event.kind === 'target' ? event.member : null, event.detail],
  );
}

/** What became of these terminations, oldest first. */
export async function eventsOf(client: Queryable, terminations: readonly string[]): Promise<StoredEvent[]> {
  const result = await client.query<{
    termination_id: string;
    happened_at: Date;
    kind: string;
    member: string | null;
    detail: unknown;
  }>(
    `select termination_id, happened_at, kind, member, detail from hormesis.termination_events
      where termination_id = any($1) order by event_id`,
    [terminations],
  );
  return result.rows.map(({ termination_id, happened_at, kind, member, detail }) => ({
    termination: termination_id,
    at: happened_at,
    // Written above, by this feature alone.
    event: { kind, ...(member === null ? {} : { member }), detail } as TerminationEvent,
  }));
}

/** One termination, or null. */
export async function findTermination(client: Queryable, id: string): Promise<Termination | null> {
  const result = await client.query<TerminationRow>(
    `select ${COLUMNS} from hormesis.terminations where termination_id = $1`,
    [id],
  );
  const row = result.rows[0];
  return row ? toTermination(row) : null;
}

/** The last ones, newest first; of one group, or of all. */
export async function listTerminations(
  client: Queryable,
  { group, limit }: { group: string | null; limit: number },
): Promise<Termination[]> {
  const result = await client.query<TerminationRow>(
    `select ${COLUMNS} from hormesis.terminations where $1::text is null or group_key = $1
      order by happened_at desc, termination_id limit $2`,
    [group, limit],
  );
  return result.rows.map(toTermination);
}
