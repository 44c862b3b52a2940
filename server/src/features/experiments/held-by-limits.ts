import type { Gate } from '@hormesis/contract/evidence.ts';
import { writeAudit } from '../../platform/audit-log.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Experiment } from './experiment.ts';
import { closedText, type LimitRefusal } from './limits.ts';
import type { LimitsNow } from './ports.ts';
import { addEvent, writeState } from './write-queries.ts';

/** The gate of a stage whose evidence would do, and whose next stage the limits refuse. */
export function gateHeldBy(gate: Gate, refusals: readonly LimitRefusal[]): Gate {
  const text = `the limits refuse the next stage: ${refusals.map(({ message }) => message).join('; ')}`;
  const held = { condition: 'limits' as const, met: false, text, value: refusals.length, target: 0 };
  return { open: false, conditions: [...gate.conditions, held], etaMs: null };
}

/**
 * Pauses what runs when its window has closed: nobody is there to look. It stays paused when the window opens again, until
 * a person resumes it, as after the hold switch: faults never come back to live traffic by themselves.
 */
export async function pauseOutsideWindow(
  client: Queryable,
  { id }: Experiment,
  { nowMs }: Pick<LimitsNow, 'nowMs'>,
  closed: Parameters<typeof closedText>[0],
): Promise<void> {
  const reason = `The window closed: ${closedText(closed)}; a person resumes it then.`;
  await writeState(client, id, { name: 'paused', since: new Date(nowMs).toISOString(), by: 'hormesis', reason });
  await addEvent(client, id, 'paused', 'hormesis', reason);
  await writeAudit(client, 'hormesis', 'experiment_paused', id, { reason });
}
