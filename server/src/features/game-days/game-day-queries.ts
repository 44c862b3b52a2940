import type { GameDayEvent, GameDayEventKind, GameDayPlan } from '@hormesis/contract/game-day.ts';
import { writeAudit } from '../../platform/audit-log.ts';
import type { Queryable } from '../../platform/database.ts';
import { notify } from '../../platform/notifications.ts';
import { type Day, dayOf, type NewEvent } from './game-day.ts';
import { killOutside } from './kill-limits.ts';

interface DayRow {
  game_day_id: string;
  plan: GameDayPlan;
  created_by: string;
  created_at: Date;
}

const COLUMNS = 'game_day_id, plan, created_by, created_at';

/** Keeps a new day; its first event is yet to be written. */
export async function insertDay(client: Queryable, id: string, plan: GameDayPlan, by: string): Promise<void> {
  await client.query(
    'insert into hormesis.game_days (game_day_id, plan, path_name, created_by) values ($1, $2, $3, $4)',
    [id, plan, plan.path, by],
  );
}

/**
 * The one place that writes what happens to a day: its timeline, what is looked up without reading it, and the audit. Replicas
 * hear of it when the transaction commits. Call it under the lock of the day's row.
 */
export async function writeEvents(client: Queryable, id: string, events: readonly NewEvent[]): Promise<void> {
  for (const { kind, step, actor, text, detail = {} } of events) {
    await client.query(
      'insert into hormesis.game_day_events (game_day_id, kind, step, actor, text, detail) values ($1, $2, $3, $4, $5, $6)',
      [id, kind, step, actor, text, detail],
    );
    const state = stateAfter(kind);
    if (state) await client.query('update hormesis.game_days set state = $2 where game_day_id = $1', [id, state]);
    // What people wrote down is read in the day; the audit says who did what.
    if (kind !== 'note' && kind !== 'observation')
      await writeAudit(client, actor, `game_day_${kind}`, id, { ...detail, ...(step !== null && { step }) });
  }
  if (events.length > 0) await notify(client, { kind: 'changed' });
}

function stateAfter(kind: GameDayEventKind): 'running' | 'ended' | null {
  switch (kind) {
    case 'started':
      return 'running';
    case 'completed':
    case 'aborted':
      return 'ended';
    default:
      return null;
  }
}

/** One day, or null. `lock` keeps others from changing it until the transaction ends. */
export async function findDay(client: Queryable, id: string, lock = false): Promise<Day | null> {
  const result = await client.query<DayRow>(
    `select ${COLUMNS} from hormesis.game_days where game_day_id = $1 ${lock ? 'for update' : ''}`,
    [id],
  );
  return (await withTimelines(client, result.rows))[0] ?? null;
}

/** Days that are on, the older first. */
export async function readDaysOn(client: Queryable): Promise<Day[]> {
  const result = await client.query<DayRow>(
    `select ${COLUMNS} from hormesis.game_days where state = 'running' order by created_at, game_day_id`,
  );
  return withTimelines(client, result.rows);
}

/** Number of the last event of any day, 0 when there was none: the end of an index, asked while somebody looks at a page. */
export async function readLastEvent(client: Queryable): Promise<number> {
  const result = await client.query<{ last: number }>(
    'select coalesce(max(event_id), 0) as last from hormesis.game_day_events',
  );
  return result.rows[0]?.last ?? 0;
}

/** Days that ended within the last minute: what belongs to them must not go on. */
export async function readJustEnded(client: Queryable): Promise<Day[]> {
  const result = await client.query<DayRow>(
    `select ${COLUMNS} from hormesis.game_days
      where state = 'ended' and game_day_id in (
        select game_day_id from hormesis.game_day_events
         where kind in ('completed', 'aborted') and happened_at > clock_timestamp() - interval '1 minute')`,
  );
  return withTimelines(client, result.rows);
}

/** Those that are on first, then the newest; at most `limit`. */
export async function listDays(client: Queryable, limit: number): Promise<Day[]> {
  const result = await client.query<DayRow>(
    `select ${COLUMNS} from hormesis.game_days order by (state = 'running') desc, created_at desc, game_day_id limit $1`,
    [limit],
  );
  return withTimelines(client, result.rows);
}

async function withTimelines(client: Queryable, rows: readonly DayRow[]): Promise<Day[]> {
  if (rows.length === 0) return [];
  const timelines = await readTimelines(
    client,
    rows.map((row) => row.game_day_id),
  );
  return rows.map((row) =>
    dayOf(
      {
        ...{ id: row.game_day_id, plan: row.plan, createdBy: row.created_by },
        createdAt: row.created_at.toISOString(),
      },
      timelines.get(row.game_day_id) ?? [],
    ),
  );
}

async function readTimelines(client: Queryable, ids: readonly string[]): Promise<Map<string, GameDayEvent[]>> {
  const result = await client.query<{
    game_day_id: string;
    event_id: number;
    happened_at: Date;
    kind: GameDayEventKind;
    step: number | null;
    actor: string;
    text: string;
    detail: Record<string, unknown>;
  }>(
    `select game_day_id, event_id, happened_at, kind, step, actor, text, detail from hormesis.game_day_events
      where game_day_id = any($1) order by event_id`,
    [ids],
  );
  const timelines = new Map<string, GameDayEvent[]>();
  for (const { game_day_id, event_id, happened_at, ...row } of result.rows) {
    const timeline = timelines.get(game_day_id) ?? [];
    timelines.set(game_day_id, timeline);
    timeline.push({ id: event_id, at: happened_at.toISOString(), ...row });
  }
  return timelines;
}

/** The database's clock, milliseconds since 1970. */
export async function databaseNowMs(client: Queryable): Promise<number> {
  const result = await client.query<{ ms: number }>(
    'select extract(epoch from clock_timestamp())::float8 * 1000 as ms',
  );
  return result.rows[0]?.ms ?? 0;
}

/** A kill as far as game days are concerned: the step of a day, or nobody's; its id once it is recorded. */
export interface AskedKill {
  readonly gameDay: string | null;
  readonly termination: string | null;
  /** Where those are that may die. */
  readonly regions: readonly string[];
}

/**
 * Why a kill spares everybody: its step was halted, it is outside of the limits of its day, or a game day is on that it is no step of. Which groups serve which path
 * nobody knows, so a day on any path keeps all groups. Null: no day has anything against it.
 */
export async function sparedByGameDay(
  client: Queryable,
  { gameDay, termination, regions }: AskedKill,
): Promise<string | null> {
  const own = termination === null ? null : await stepOfTermination(client, termination);
  if (own?.haltedBy) return `${own.haltedBy} halted its step of the game day`;
  const ownId = own?.gameDay ?? gameDay;
  const day = ownId === null ? null : await findDay(client, ownId);
  const outside = day && killOutside(day, regions, await databaseNowMs(client));
  if (outside) return outside;
  const others = await client.query<{ game_day_id: string; name: string }>(
    `select game_day_id, plan->>'name' as name from hormesis.game_days where state = 'running' and game_day_id is distinct from $1 limit 1`,
    [ownId],
  );
  const [other] = others.rows;
  return other ? `the game day ${other.name} (${other.game_day_id}) is on, and this is not its step` : null;
}

async function stepOfTermination(
  client: Queryable,
  termination: string,
): Promise<{ gameDay: string; haltedBy: string | null } | null> {
  const result = await client.query<{ game_day_id: string; halted_by: string | null }>(
    `select began.game_day_id, halted.actor as halted_by from hormesis.game_day_events as began
       left join hormesis.game_day_events as halted
              on halted.game_day_id = began.game_day_id and halted.step = began.step and halted.kind = 'step_halted'
      where began.detail ? 'termination' and began.detail->>'termination' = $1 limit 1`,
    [termination],
  );
  const [row] = result.rows;
  return row ? { gameDay: row.game_day_id, haltedBy: row.halted_by } : null;
}

/** The day whose step began this experiment, and the place of the step; null: it is no day's. */
export async function dayOfExperiment(
  client: Queryable,
  experiment: string,
): Promise<{ readonly day: Day; readonly step: number } | null> {
  const result = await client.query<{ game_day_id: string; step: number }>(
    `select game_day_id, step from hormesis.game_day_events where kind = 'step_began' and detail->>'experiment' = $1 limit 1`,
    [experiment],
  );
  const [row] = result.rows;
  const day = row ? await findDay(client, row.game_day_id) : null;
  return row && day ? { day, step: row.step } : null;
}
