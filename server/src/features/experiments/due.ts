import { isDeepStrictEqual } from 'node:util';
import type { AccessRole } from '@hormesis/contract/access.ts';
import type { CancelReason } from '@hormesis/contract/experiment.ts';
import { ApiError } from '../../platform/api-error.ts';
import { writeAudit } from '../../platform/audit-log.ts';
import { mayPass, type Queryable, undoneAlone } from '../../platform/database.ts';
import { nextRevision } from '../../platform/revision.ts';
import { beginPlanned } from './begin-planned.ts';
import { nextRun } from './cron.ts';
import type { Experiment } from './experiment.ts';
import { findExperiment, listDue, listLive } from './experiment-queries.ts';
import { planOf, prepare, wantedLive } from './plan.ts';
import { planAhead } from './plan-ahead.ts';
import { approvalNeeded } from './share-limits.ts';
import type { Starting } from './start.ts';
import { worldFor } from './world.ts';
import { addEvent, writeCancelled } from './write-queries.ts';

const MINUTE_MS = 60_000;
/** Later than this is worth a word in the timeline, milliseconds: rounds come once a second. */
const ON_TIME_MS = 5_000;

/** Ids of the plans whose time has come. */
export async function duePlans({ database, ports }: Pick<Starting, 'database' | 'ports'>): Promise<string[]> {
  const { limits } = await ports.readLimits(database);
  return listDue(database, limits.graceMinutes * MINUTE_MS);
}

export type Due =
  | { readonly action: 'begin'; readonly lateMs: number }
  | { readonly action: 'cancel'; readonly reason: CancelReason; readonly detail: string }
  | { readonly action: 'wait' };

/** What becomes of a plan at `nowMs` of the database: each run begins once, late within the grace, or is recorded as why not. */
export function decideDue(
  { state, dueAt, scenario }: Pick<Experiment, 'state' | 'dueAt' | 'scenario'>,
  {
    nowMs,
    graceMs,
    stillRunning,
    mayNot,
  }: { nowMs: number; graceMs: number; stillRunning: string | null; mayNot: string | null },
): Due {
  if (!dueAt || nowMs < dueAt.getTime()) return { action: 'wait' };
  const lateMs = nowMs - dueAt.getTime();
  const late = `It was due at ${dueAt.toISOString()}`;
  if (state.name === 'draft') {
    if (lateMs < graceMs) return { action: 'wait' };
    return { action: 'cancel', reason: 'missed', detail: `${late}, and nobody had approved it.` };
  }
  if (state.name !== 'scheduled') return { action: 'wait' };
  if (lateMs > graceMs) {
    const away = `no control plane was there within ${graceMs / MINUTE_MS} minutes of it`;
    return { action: 'cancel', reason: 'missed', detail: `${late}, and ${away}.` };
  }
  if (mayNot !== null) return { action: 'cancel', reason: 'missed', detail: `${late}, and ${mayNot}.` };
  if (stillRunning === null) return { action: 'begin', lateMs };
  const detail = `${late}, while experiment ${stillRunning} of ${scenario} was still running.`;
  return { action: 'cancel', reason: 'overlapped', detail };
}

/** Why a plan of this person, whose role is `role` by now, may not begin any more; null: it may. */
function mayNotStart(name: string, role: AccessRole | null): string | null {
  if (role === 'operator' || role === 'admin') return null;
  if (role === null) return `${name}, who planned it, may not sign in any more`;
  return `${name}, who planned it, has the role ${role} by now and may not start experiments`;
}

/**
 * Begins a plan whose time has come, or records why it did not, and plans the next run of a series; all in one transaction
 * under the row's lock and by the database's clock, so that of any number of replicas one does it, once.
 */
export function runDue(on: Starting, id: string): Promise<void> {
  return on.database.transaction(async (client) => {
    await nextRevision(client);
    const made = await findExperiment(client, id, true);
    if (!made || on.ports.isHalted(id)) return;
    // A plan must not outlive what its author may do: asked is the role as it is now, not as it was then.
    const role = await on.ports.roleNow(client, made.createdBy);
    const plan = { ...made, createdRole: role ?? 'viewer' };
    const mayNot = mayNotStart(made.createdBy, role);
    const { nowMs, limits } = await on.ports.readLimits(client);
    const live = await listLive(client);
    const stillRunning =
      live.find(({ scenario, population }) => scenario === plan.scenario && population === 'live')?.id ?? null;
    const decision = decideDue(plan, { nowMs, graceMs: limits.graceMinutes * MINUTE_MS, stillRunning, mayNot });
    switch (decision.action) {
      case 'wait':
        return;
      case 'begin':
        await beginOrRecord(client, on, plan, decision.lateMs);
        break;
      case 'cancel':
        await recordNotBegun(client, plan, decision.reason, decision.detail);
    }
    if (plan.repeats && mayNot !== null) await endSeries(client, id, mayNot);
    else await planNextOrEnd(client, on, plan, nowMs);
  });
}

async function beginOrRecord(client: Queryable, on: Starting, plan: Experiment, lateMs: number): Promise<void> {
  const late = lateMs > ON_TIME_MS ? `, ${Math.round(lateMs / 1_000)} s late` : '';
  try {
    await beginPlanned(client, on, plan, {
      actor: plan.createdBy,
      text: `Started on live traffic as scheduled${late}.`,
    });
  } catch (error) {
    // Limits refuse before anything is written; whatever else went wrong rolls all of it back and is tried again.
    if (!(error instanceof ApiError) || !error.refusals) throw error;
    await recordNotBegun(client, plan, 'refused', `Refused when it was due: ${error.message}.`);
  }
}

async function recordNotBegun(
  client: Queryable,
  { id }: Experiment,
  reason: CancelReason,
  detail: string,
): Promise<void> {
  await writeCancelled(client, id, { name: 'cancelled', by: 'hormesis', reason, detail });
  await addEvent(client, id, 'cancelled', 'hormesis', detail, { reason });
  await writeAudit(client, 'hormesis', `experiment_${reason}`, id, { detail });
}

/**
 * A next run that cannot be planned must not undo what became of this one, again and again: the series ends, and says so.
 * What may go well a second later is tried again with all the rest.
 */
async function planNextOrEnd(client: Queryable, on: Starting, last: Experiment, nowMs: number): Promise<void> {
  try {
    await undoneAlone(client, () => planNext(client, on, last, nowMs));
  } catch (error) {
    if (mayPass(error)) throw error;
    await endSeries(client, last.id, error instanceof Error ? error.message : String(error));
  }
}

async function endSeries(client: Queryable, lastId: string, why: string): Promise<void> {
  await addEvent(client, lastId, 'cancelled', 'hormesis', `It does not come again: ${why}.`);
  await writeAudit(client, 'hormesis', 'series_ended', lastId, { reason: why });
}

/**
 * The next run of a series, from the scenario as it stands now. Runs that fell into a time without a control plane are over
 * with the one that was missed. An approval goes on for the plan that was approved, not for a changed one.
 */
async function planNext(client: Queryable, { ports }: Starting, last: Experiment, nowMs: number): Promise<void> {
  const { repeats, createdBy, createdRole, approvedBy } = last;
  const dueAtMs = repeats && nextRun(repeats.cron, repeats.zone, Math.max(nowMs, last.dueAt?.getTime() ?? 0));
  if (!repeats || dueAtMs === null) return;
  const by = { name: createdBy, role: createdRole };
  const prepared = await prepare(client, ports, wantedLive(ports, repeats.body, by));
  const { path } = prepared;
  if (!path) throw new ApiError('path_unknown', `there is no critical path ${prepared.candidate.pathName}`);
  const world = await worldFor(client, ports, prepared.candidate);
  const same = last.path === path.name && isSamePlan(last.plan, planOf(ports, prepared, path));
  const approved = same ? approvedBy : null;
  const needed = approvalNeeded({ ...prepared.candidate, approved: approved !== null }, world);
  const asked = repeats.body.draft && approved === null ? 'the plan has changed since it was approved' : null;
  await planAhead(client, ports, {
    ...{ prepared, path, by, body: repeats.body, follows: last.id, approvedBy: approved },
    ...{
      when: { dueAt: new Date(dueAtMs), repeat: { cron: repeats.cron, zone: repeats.zone } },
      waitsFor: needed ?? asked,
    },
  });
}

/** Whether an approval of one is one of the other, on the same path: what is failed, how far, and when it halts itself. */
function isSamePlan(one: Experiment['plan'], other: Experiment['plan']): boolean {
  return (['faults', 'terminations', 'ramp', 'guardrails', 'kpis'] as const).every((part) =>
    isDeepStrictEqual(one[part] ?? null, JSON.parse(JSON.stringify(other[part] ?? null))),
  );
}
