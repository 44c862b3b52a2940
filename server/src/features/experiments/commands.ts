import type { Identity } from '@hormesis/contract/access.ts';
import { ApiError } from '../../platform/api-error.ts';
import { writeAudit } from '../../platform/audit-log.ts';
import type { Queryable } from '../../platform/database.ts';
import { once } from '../../platform/once.ts';
import { nextRevision } from '../../platform/revision.ts';
import { advance } from './advance.ts';
import type { Experiment } from './experiment.ts';
import { findExperiment } from './experiment-queries.ts';
import { rampingOf } from './ports.ts';
import type { Starting } from './start.ts';
import { refuse, stageRefusals } from './world.ts';
import { addEvent, writeCompleted, writeResumed, writeState } from './write-queries.ts';

/** Takes the rules away until somebody resumes. */
export function pause(on: Starting, id: string, { name: actor }: Identity, reason: string): Promise<void> {
  return change(on, id, ['running'], async (client) => {
    const why = reason || `${actor} paused this experiment.`;
    await writeState(client, id, {
      name: 'paused',
      since: new Date(on.clock.wallMs()).toISOString(),
      by: actor,
      reason: why,
    });
    await addEvent(client, id, 'paused', actor, reason ? `${actor} paused this experiment: ${reason}` : why);
    await writeAudit(client, actor, 'experiment_paused', id, { reason });
  });
}

/** Goes on; the stage's hold begins again. Refused by every limit that would refuse the stage now. */
export function resume(on: Starting, id: string, { name: actor }: Identity, reason: string): Promise<void> {
  return change(on, id, ['paused'], async (client, experiment) => {
    refuse(await stageRefusals(client, on.ports, experiment, experiment.stage));
    await writeResumed(client, id, on.boot);
    const given = reason ? `: ${reason}` : '';
    const text = `${actor} resumed this experiment${given}; the stage's hold begins again.`;
    await addEvent(client, id, 'resumed', actor, text);
    await writeAudit(client, actor, 'experiment_resumed', id, { reason });
  });
}

/** Goes to the next stage although the gate still waits. Nobody promotes past a halt. */
export function promote(on: Starting, id: string, { name: actor }: Identity, reason: string): Promise<void> {
  return change(on, id, ['running'], async (client, experiment) => {
    if (experiment.population === 'tester')
      throw new ApiError('wrong_state', 'a tester-only experiment has no stages to promote');
    const observation = await on.ports.observe(client, experiment);
    const promotion = on.ports.ramp.promote(
      rampingOf(experiment, observation),
      observation.evidence,
      observation.nowMs,
    );
    if (promotion.action === 'refuse') throw new ApiError('wrong_state', `cannot be promoted: ${promotion.reason}`);
    if (promotion.action === 'advance') refuse(await stageRefusals(client, on.ports, experiment, promotion.toStage));
    const text = `${actor} promoted this experiment${reason ? `: ${reason}` : ''} (${promotion.reason}).`;
    await addEvent(client, id, 'promoted', actor, text);
    await writeAudit(client, actor, 'experiment_promoted', id, { reason });
    if (promotion.action === 'advance') return advance(client, on.ports, experiment, promotion.toStage);
    await writeCompleted(client, id, 'inconclusive', promotion.reason);
    await addEvent(client, id, 'completed', actor, 'The ramp ended.');
    await addEvent(client, id, 'verdict', 'hormesis', `Verdict: inconclusive. ${promotion.reason}`, {
      verdict: 'inconclusive',
    });
  });
}

/** Changes one experiment that is in one of the states `from`, under the ruleset revision and its row's lock; once for each request. */
export function change(
  on: Starting,
  id: string,
  from: readonly Experiment['state']['name'][],
  work: (client: Queryable, experiment: Experiment) => Promise<void>,
): Promise<void> {
  return on.database.transaction(async (client) => {
    await once(client, 'change', async () => {
      await nextRevision(client);
      await work(client, await changeable(client, on, id, from));
      return null;
    });
  });
}

async function changeable(
  client: Queryable,
  { ports }: Starting,
  id: string,
  from: readonly Experiment['state']['name'][],
): Promise<Experiment> {
  const experiment = await findExperiment(client, id, true);
  if (!experiment) throw new ApiError('not_found', `there is no experiment ${JSON.stringify(id)}`);
  if (!from.includes(experiment.state.name)) {
    throw new ApiError(
      'wrong_state',
      `experiment ${id} is ${experiment.state.name}; this needs it to be ${from.join(' or ')}`,
    );
  }
  // In force is in force: a halt that could not be recorded yet is not undone by a resume or a promotion.
  if (ports.isHalted(id)) throw new ApiError('wrong_state', `experiment ${id} is being halted`);
  return experiment;
}
