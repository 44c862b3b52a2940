import type { TerminationPlanState } from '@hormesis/contract/terminations.ts';
import type { Queryable } from '../../platform/database.ts';
import { appSettings } from './groups.ts';
import { claimDue, type Plan, writePlanState } from './plan-queries.ts';
import type { Terminating } from './ports.ts';
import { calendarOf } from './settings.ts';
import { readSettings } from './settings-queries.ts';
import { strike } from './strike.ts';
import type { Termination } from './termination.ts';
import type { WorkCalendar } from './work-calendar.ts';

/** A plan may begin this much late, because the control plane was away; within the work hours of its day only. */
const GRACE_MS = 10 * 60_000;
const LEASE_MS = 120_000;

/** The plan is not planned any more: somebody cancelled it, or another replica began it. */
class PlanIsGone extends Error {
  override readonly name = 'PlanIsGone';
}

/** Its time was over when it was to be recorded; the plan's end is in `state`. */
class NotItsTime extends Error {
  override readonly name = 'NotItsTime';
  readonly state: TerminationPlanState;

  constructor(state: TerminationPlanState) {
    super('the time of the plan is over');
    this.state = state;
  }
}

/** Begins every plan whose minute has come, each once; `over` resolves when all their members have been asked for. */
export async function beginDue(on: Terminating): Promise<{ readonly begun: number; readonly over: Promise<void> }> {
  const nowMs = await on.nowMs(on.database);
  const due = await claimDue(on.database, { boot: on.boot, nowMs, leaseMs: LEASE_MS });
  const kills: Promise<void>[] = [];
  for (const plan of due) {
    const killing = await begin(on, plan).catch(async (error: unknown) => {
      if (error instanceof NotItsTime) await writePlanState(on.database, plan.id, error.state);
      // Claimed for two minutes more, then tried again while there is time.
      else if (!(error instanceof PlanIsGone))
        on.log.warn({ err: error, plan: plan.id }, 'a planned termination did not begin');
      return null;
    });
    if (killing) kills.push(killing);
  }
  return { begun: kills.length, over: Promise.all(kills).then(() => {}) };
}

/** How a plan ends whose time it is not at `nowMs`, or null. Hours that no longer hold its minute refuse it. */
function endedBy(plan: Plan, hours: ReturnType<WorkCalendar['hoursOf']>, nowMs: number): TerminationPlanState | null {
  const at = new Date(nowMs).toISOString();
  const dueAtMs = plan.dueAt.getTime();
  if (!hours || dueAtMs < hours.fromMs || dueAtMs >= hours.toMs || nowMs < hours.fromMs) {
    const reason = 'outside the work hours of the settings';
    return { name: 'refused', at, gates: [{ gate: 'enabled', passed: false, reason }] };
  }
  return nowMs - dueAtMs > GRACE_MS || nowMs >= hours.toMs ? { name: 'missed', at } : null;
}

async function begin(on: Terminating, plan: Plan): Promise<Promise<void> | null> {
  // The plans before this one may have taken their time.
  const nowMs = await on.nowMs(on.database);
  const at = new Date(nowMs).toISOString();
  const { settings } = await readSettings(on.database);
  const ended = endedBy(plan, (await calendarOf(settings)).hoursOf(plan.day), nowMs);
  if (ended) {
    await writePlanState(on.database, plan.id, ended);
    return null;
  }
  // The leash may have been put on since; it never comes off a plan that people have seen with it.
  const leashed = plan.leashed || settings.leashed || appSettings(settings, plan.app).leashed;
  const done = await strike(on, {
    ...{ group: plan.group, by: 'hormesis', leashed, amount: { kind: 'count', count: 1 } },
    ...{ oneAtATime: false, plan: plan.id, recorded: (client, made) => writeBegun(client, plan, made) },
  });
  switch (done.kind) {
    case 'begun':
      return done.over;
    case 'refused':
      await writePlanState(on.database, plan.id, { name: 'refused', at, gates: [...done.gates] });
      return null;
    case 'no_such_group': {
      const reason = done.problems.length > 0 ? done.problems.join('; ') : 'the group has vanished';
      await writePlanState(on.database, plan.id, {
        ...{ name: 'refused', at },
        gates: [{ gate: 'victim', passed: false, reason }],
      });
      return null;
    }
  }
}

/** Asks for the time again: the group was looked at since. */
async function writeBegun(client: Queryable, plan: Plan, made: Termination): Promise<void> {
  const { settings } = await readSettings(client);
  const ended = endedBy(plan, (await calendarOf(settings)).hoursOf(plan.day), made.at.getTime());
  if (ended) throw new NotItsTime(ended);
  const begun = { name: 'begun', at: made.at.toISOString(), termination: made.id } as const;
  if (!(await writePlanState(client, plan.id, begun))) throw new PlanIsGone(`plan ${plan.id} is not planned any more`);
}
