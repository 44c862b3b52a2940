import type { Queryable } from '../../platform/database.ts';
import { appSettings } from './groups.ts';
import { claimDue, type Plan, writePlanState } from './plan-queries.ts';
import type { Terminating } from './ports.ts';
import { calendarOf } from './settings.ts';
import { readSettings } from './settings-queries.ts';
import { strike } from './strike.ts';
import type { Termination } from './termination.ts';

/** A plan may begin this much late, because the control plane was away; within the work hours of its day only. */
const GRACE_MS = 10 * 60_000;
const LEASE_MS = 120_000;

/** The plan is not planned any more: somebody cancelled it, or another replica began it. */
class PlanIsGone extends Error {
  override readonly name = 'PlanIsGone';
}

/** Begins every plan whose minute has come, each once; `over` resolves when all their members have been asked for. */
export async function beginDue(on: Terminating): Promise<{ readonly begun: number; readonly over: Promise<void> }> {
  const nowMs = await on.nowMs(on.database);
  const due = await claimDue(on.database, { boot: on.boot, nowMs, leaseMs: LEASE_MS });
  const kills: Promise<void>[] = [];
  for (const plan of due) {
    const killing = await begin(on, plan, nowMs).catch((error: unknown) => {
      // Claimed for two minutes more, then tried again while there is time.
      if (!(error instanceof PlanIsGone))
        on.log.warn({ err: error, plan: plan.id }, 'a planned termination did not begin');
      return null;
    });
    if (killing) kills.push(killing);
  }
  return { begun: kills.length, over: Promise.all(kills).then(() => {}) };
}

async function begin(on: Terminating, plan: Plan, nowMs: number): Promise<Promise<void> | null> {
  const at = new Date(nowMs).toISOString();
  const { settings } = await readSettings(on.database);
  const hours = (await calendarOf(settings)).hoursOf(plan.day);
  if (nowMs - plan.dueAt.getTime() > GRACE_MS || !hours || nowMs >= hours.toMs) {
    await writePlanState(on.database, plan.id, { name: 'missed', at });
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

async function writeBegun(client: Queryable, plan: Plan, made: Termination): Promise<void> {
  const begun = { name: 'begun', at: made.at.toISOString(), termination: made.id } as const;
  if (!(await writePlanState(client, plan.id, begun))) throw new PlanIsGone(`plan ${plan.id} is not planned any more`);
}
