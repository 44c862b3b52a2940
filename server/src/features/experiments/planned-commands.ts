import type { Identity } from '@hormesis/contract/access.ts';
import { ApiError } from '../../platform/api-error.ts';
import { writeAudit } from '../../platform/audit-log.ts';
import type { Queryable } from '../../platform/database.ts';
import { beginPlanned } from './begin-planned.ts';
import { change } from './commands.ts';
import type { Experiment } from './experiment.ts';
import type { LimitsNow } from './ports.ts';
import type { Starting } from './start.ts';
import { addEvent, writeApproval, writeCancelled, writeState } from './write-queries.ts';

/**
 * Another person approves a draft: it begins at once, or is scheduled for its time.
 * @throws ApiError not_allowed for whoever drafted it and for a role that the limits do not let approve; wrong_state when
 * its time has passed; or every limit that refuses the start now, and it stays a draft.
 */
export function approve(on: Starting, id: string, by: Identity, reason: string): Promise<void> {
  return change(on, id, ['draft'], async (client, experiment) => {
    const now = await on.ports.readLimits(client);
    refuseApprover(experiment, by, now);
    refuseTooLate(experiment, now);
    await writeApproval(client, id, by.name);
    const text = `${by.name} approved this plan${reason ? `: ${reason}` : ''}.`;
    await addEvent(client, id, 'approved', by.name, text);
    await writeAudit(client, by.name, 'experiment_approved', id, { reason, draftedBy: experiment.createdBy });
    const approved = { ...experiment, approvedBy: by.name };
    if (experiment.dueAt) return schedule(client, approved, experiment.dueAt);
    await beginPlanned(client, on, approved, { actor: by.name, text: 'Started on live traffic, approved.' });
  });
}

/** Names are what a token or a session is known by: two of one name are one person. */
function refuseApprover({ id, createdBy }: Experiment, { name, role }: Identity, { limits }: LimitsNow): void {
  if (name === createdBy)
    throw new ApiError('not_allowed', `${name} drafted experiment ${id}; another person has to approve it`);
  if (limits.approver === 'admin' && role !== 'admin')
    throw new ApiError('not_allowed', `the limits let only admins approve; ${name} has the role ${role}`);
}

function refuseTooLate({ id, dueAt }: Experiment, { limits, nowMs }: LimitsNow): void {
  if (!dueAt || nowMs <= dueAt.getTime() + limits.graceMinutes * 60_000) return;
  throw new ApiError('wrong_state', `experiment ${id} was to start at ${dueAt.toISOString()}; its time has passed`);
}

async function schedule(client: Queryable, { id }: Experiment, dueAt: Date): Promise<void> {
  const startsAt = dueAt.toISOString();
  await writeState(client, id, { name: 'scheduled', startsAt });
  await addEvent(client, id, 'scheduled', 'hormesis', `Scheduled for ${startsAt}; all limits are asked again then.`);
}

/** Cancels what has not begun. What repeats does not come again. */
export function cancel(on: Starting, id: string, { name }: Identity, reason: string): Promise<void> {
  return change(on, id, ['draft', 'scheduled'], async (client, { repeats }) => {
    const series = repeats ? ' It does not come again.' : '';
    const text = `${name} cancelled this experiment${reason ? `: ${reason.replace(/\.$/, '')}` : ''}.${series}`;
    await writeCancelled(client, id, { name: 'cancelled', by: name, reason: 'person', detail: text });
    await addEvent(client, id, 'cancelled', name, text);
    await writeAudit(client, name, 'experiment_cancelled', id, { reason });
  });
}
