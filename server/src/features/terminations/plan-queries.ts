import type { TerminationPlanState } from '@hormesis/contract/terminations.ts';
import type { Queryable } from '../../platform/database.ts';

/** What chance said of a group on a day. */
export interface Plan {
  readonly id: string;
  readonly day: string;
  readonly group: string;
  readonly app: string;
  readonly leashed: boolean;
  readonly dueAt: Date;
  readonly state: TerminationPlanState;
}

interface PlanRow {
  plan_id: string;
  day: string;
  group_key: string;
  app: string;
  leashed: boolean;
  due_at: Date;
  state: string;
  state_data: object;
}

const COLUMNS = 'plan_id, day, group_key, app, leashed, due_at, state, state_data';

function toPlan(row: PlanRow): Plan {
  return {
    ...{ id: row.plan_id, day: row.day, group: row.group_key, app: row.app, leashed: row.leashed, dueAt: row.due_at },
    // The state and what it carries are written together.
    state: { name: row.state, ...row.state_data } as TerminationPlanState,
  };
}

/**
 * Takes a day in hand to plan it: one that has no plan yet, or whose plan was made with other settings or without places
 * that could not be looked at. False when another replica has it, or nothing is to be done.
 */
export async function claimDay(
  client: Queryable,
  { day, boot, settingsVersion, leaseMs }: { day: string; boot: string; settingsVersion: number; leaseMs: number },
): Promise<boolean> {
  const result = await client.query(
    `insert into hormesis.termination_days as d (day, claimed_by, claimed_until)
     values ($1, $2, clock_timestamp() + $4 * interval '1 millisecond')
     on conflict (day) do update set claimed_by = excluded.claimed_by, claimed_until = excluded.claimed_until
      where (d.claimed_until <= clock_timestamp() and (d.made_at is null or d.problems <> '[]'))
         or (d.made_at is not null and d.settings_version is distinct from $3)
     returning 1`,
    [day, boot, settingsVersion, leaseMs],
  );
  return result.rows.length > 0;
}

/** The plan of a day is made; where places could not be looked at, it is tried again after `retryMs`. */
export async function writeDay(
  client: Queryable,
  made: { day: string; atMs: number; settingsVersion: number; problems: readonly string[]; retryMs: number },
): Promise<void> {
  await client.query(
    `update hormesis.termination_days set made_at = coalesce(made_at, $2), settings_version = $3, problems = $4,
            claimed_until = clock_timestamp() + $5 * interval '1 millisecond' where day = $1`,
    [made.day, new Date(made.atMs), made.settingsVersion, JSON.stringify(made.problems), made.retryMs],
  );
}

/** Keeps the hold switch as it is until the transaction ends; `since`: when it was last set or released. */
export async function keepHold(client: Queryable): Promise<{ on: boolean; by: string; since: string | null }> {
  const result = await client.query<{ is_on: boolean; set_by: string | null; since: Date | null }>(
    'select is_on, set_by, since from hormesis.hold_switch for share',
  );
  const row = result.rows[0];
  if (!row) throw new Error('hormesis.hold_switch is empty');
  return { on: row.is_on, by: row.set_by ?? '', since: row.since?.toISOString() ?? null };
}

/** The groups that chance has been asked about on `day`. */
export async function drawnGroups(client: Queryable, day: string): Promise<ReadonlySet<string>> {
  const result = await client.query<{ group_key: string }>(
    'select group_key from hormesis.termination_plans where day = $1',
    [day],
  );
  return new Set(result.rows.map((row) => row.group_key));
}

/** Keeps what chance said; what it said before stays. `dueAtMs` null: not on this day. */
export async function insertPlan(
  client: Queryable,
  plan: { id: string; day: string; group: string; app: string; leashed: boolean; dueAtMs: number | null },
): Promise<void> {
  await client.query(
    `insert into hormesis.termination_plans (plan_id, day, group_key, app, leashed, due_at, state)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (day, group_key) do nothing`,
    [
      ...[plan.id, plan.day, plan.group, plan.app, plan.leashed],
      ...(plan.dueAtMs === null ? [null, 'not_today'] : [new Date(plan.dueAtMs), 'planned']),
    ],
  );
}

/** Takes plans in hand whose minute has come by `nowMs`, so that one replica begins each. */
export async function claimDue(
  client: Queryable,
  { boot, nowMs, leaseMs }: { boot: string; nowMs: number; leaseMs: number },
): Promise<Plan[]> {
  const result = await client.query<PlanRow>(
    `update hormesis.termination_plans p set claimed_by = $1, claimed_until = clock_timestamp() + $3 * interval '1 millisecond'
       from (select plan_id from hormesis.termination_plans
              where state = 'planned' and due_at <= $2 and (claimed_until is null or claimed_until <= clock_timestamp())
              order by due_at limit 10 for update skip locked) due
      where p.plan_id = due.plan_id
      returning ${COLUMNS.split(', ')
        .map((column) => `p.${column}`)
        .join(', ')}`,
    [boot, new Date(nowMs), leaseMs],
  );
  return result.rows.map(toPlan);
}

/** Ends a plan that is still planned; false when it is not any more. */
export async function writePlanState(client: Queryable, id: string, state: TerminationPlanState): Promise<boolean> {
  const { name, ...data } = state;
  const result = await client.query(
    `update hormesis.termination_plans set state = $2, state_data = $3 where plan_id = $1 and state = 'planned' returning 1`,
    [id, name, data],
  );
  return result.rows.length > 0;
}

/** One plan, or null. */
export async function findPlan(client: Queryable, id: string): Promise<Plan | null> {
  const result = await client.query<PlanRow>(
    `select ${COLUMNS} from hormesis.termination_plans where plan_id = $1 and due_at is not null`,
    [id],
  );
  const row = result.rows[0];
  return row ? toPlan(row) : null;
}

/** Plans of the days `from` to `to`, both included, by their minute. */
export async function listPlans(client: Queryable, from: string, to: string): Promise<Plan[]> {
  const result = await client.query<PlanRow>(
    `select ${COLUMNS} from hormesis.termination_plans
      where day between $1 and $2 and due_at is not null order by due_at, plan_id limit 5000`,
    [from, to],
  );
  return result.rows.map(toPlan);
}

/** Days whose plan was made, with the places that could not be looked at. */
export async function listDays(
  client: Queryable,
  from: string,
  to: string,
): Promise<{ day: string; madeAt: Date; problems: string[] }[]> {
  const result = await client.query<{ day: string; made_at: Date; problems: string[] }>(
    'select day, made_at, problems from hormesis.termination_days where day between $1 and $2 and made_at is not null',
    [from, to],
  );
  return result.rows.map((row) => ({ day: row.day, madeAt: row.made_at, problems: row.problems }));
}
