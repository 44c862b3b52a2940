import type { GateDecision } from '@hormesis/contract/terminations.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Group } from './groups.ts';
import type { How, Outcome, Part, Target, Termination } from './termination.ts';

interface TerminationRow {
  termination_id: string;
  group_key: string;
  app: string;
  happened_at: Date;
  leashed: boolean;
  actor: string;
  plan_id: string | null;
  experiment_id: string | null;
  targets: Target[];
  way: How;
  gates: GateDecision[];
  parts: Part[];
}

const COLUMNS = `termination_id, group_key, app, happened_at, leashed, actor, plan_id, experiment_id, targets, way, gates, parts`;

function toTermination(row: TerminationRow): Termination {
  return {
    ...{ id: row.termination_id, group: row.group_key, app: row.app, at: row.happened_at, leashed: row.leashed },
    ...{
      actor: row.actor,
      plan: row.plan_id,
      experiment: row.experiment_id,
      targets: row.targets,
      how: row.way,
      gates: row.gates,
      parts: row.parts,
    },
  };
}

/** The name of an element of `targets`, as `namesOf` makes it. */
export const TARGET_NAME = `concat_ws(E'\\t', x->'place'->>'platform', x->'place'->>'account', x->'place'->>'region', x->>'group')`;

/**
 * What a kill is found by: the group's key, and each of its parts. Settings put parts together under other keys, and a part
 * comes and goes under one key; either way it was killed.
 */
export function namesOf({ key, parts }: Pick<Group, 'key' | 'parts'>): string[] {
  const named = parts.map(({ place, group }) => [place.platform, place.account, place.region, group].join('\t'));
  return [key, ...named].sort();
}

/** Keeps every other replica from deciding on this group, or another that shares a part with it, until the transaction ends. */
export async function lockGroup(client: Queryable, group: Group): Promise<void> {
  // One order for everybody: two that share parts wait, and never for each other.
  for (const name of namesOf(group)) {
    await client.query('insert into hormesis.termination_groups (group_key) values ($1) on conflict do nothing', [
      name,
    ]);
    await client.query('select from hormesis.termination_groups where group_key = $1 for update', [name]);
  }
}

/** Not what turned out to have killed nobody. */
const COUNTS = `not exists (select 1 from hormesis.termination_events e where e.termination_id = t.termination_id and e.kind = 'nothing')`;

/** When each group and part was killed last, milliseconds since 1970, by their names. */
export interface LastKills {
  /** For a dry run: whatever was recorded. */
  readonly dry: ReadonlyMap<string, number>;
  /** For a kill: dry runs do not count. */
  readonly real: ReadonlyMap<string, number>;
}

/** What was recorded counts, also while nobody knows what came of it. All groups at once: for lists. */
export async function lastKills(client: Queryable): Promise<LastKills> {
  const result = await client.query<{ name: string; dry_ms: number; real_ms: number | null }>(
    `select named.name, extract(epoch from max(t.happened_at))::float8 * 1000 as dry_ms,
            extract(epoch from max(t.happened_at) filter (where not t.leashed))::float8 * 1000 as real_ms
       from hormesis.terminations t
      cross join lateral (select t.group_key as name
                          union all select ${TARGET_NAME} from jsonb_array_elements(t.targets) x) named
      where ${COUNTS} group by named.name`,
  );
  return {
    dry: new Map(result.rows.map((row) => [row.name, row.dry_ms])),
    real: new Map(result.rows.flatMap(({ name, real_ms }) => (real_ms === null ? [] : [[name, real_ms] as const]))),
  };
}

/** The same for one group, under its key and its parts' names, or null: the end of two indexes, since it is asked under a lock. */
export async function lastKillIn(client: Queryable, group: Group, leashed: boolean): Promise<number | null> {
  const parts = group.parts.map(({ place: { platform, account, region }, group: name }) =>
    JSON.stringify([{ place: { platform, account, region }, group: name }]),
  );
  const result = await client.query<{ last_ms: number | null }>(
    `select extract(epoch from max(t.happened_at))::float8 * 1000 as last_ms from hormesis.terminations t
      where ($1 or not t.leashed) and (t.group_key = $2 or t.targets @> any($3::jsonb[])) and ${COUNTS}`,
    [leashed, group.key, parts],
  );
  return result.rows[0]?.last_ms ?? null;
}

/** When somebody of this group was killed last, milliseconds since 1970, or null. */
export function lastKillOf(kills: ReadonlyMap<string, number>, group: Pick<Group, 'key' | 'parts'>): number | null {
  const known = namesOf(group).flatMap((name) => kills.get(name) ?? []);
  return known.length > 0 ? Math.max(...known) : null;
}

export async function insertTermination(client: Queryable, made: Termination): Promise<void> {
  await client.query(
    `insert into hormesis.terminations (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      ...[made.id, made.group, made.app, made.at, made.leashed, made.actor, made.plan, made.experiment],
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
