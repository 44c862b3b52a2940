import type { KillEvidence } from '@hormesis/contract/evidence.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import type { Experiment } from './experiment.ts';
import type { ExperimentPorts } from './ports.ts';
import { insertTerminationStep, lockStage } from './termination-step-queries.ts';
import { addEvent } from './write-queries.ts';

/** The experiment ended, paused or went on, or this stage has killed already: nobody dies. */
class StepIsGone extends Error {
  override readonly name = 'StepIsGone';
}

/**
 * Kills for the present stage, once: that it did is written in the transaction that records the termination, under the
 * experiment's lock, before any platform is asked. Whoever looks again after a crash finds either no record, and nobody was
 * asked, or one, and asks nobody. A refusal is written too, and ends the experiment in the next round.
 */
export async function terminateStep(
  { database, ports }: { database: Database; ports: Pick<ExperimentPorts, 'terminate' | 'isHalted'> },
  { id, stage, plan, createdBy }: Experiment,
): Promise<void> {
  const step = plan.terminations?.find((each) => each.stage === stage);
  if (!step) return;
  const hold = async (client: Queryable) => {
    if (ports.isHalted(id) || !(await lockStage(client, id, stage))) throw new StepIsGone(`stage ${stage} of ${id}`);
  };
  const recorded: Parameters<ExperimentPorts['terminate']>[0]['recorded'] = async (client, made) => {
    await hold(client);
    const first = await insertTerminationStep(client, id, { stage, termination: made.id, refused: null });
    if (!first) throw new StepIsGone(`stage ${stage} of ${id} has killed already`);
    const names = made.names.join(', ');
    const text = made.leashed
      ? `Dry run: ${names} of ${step.group} would have been killed; nobody dies.`
      : `Kills ${names} of ${step.group}.`;
    await addEvent(client, id, 'termination', 'hormesis', text, { stage, termination: made.id, leashed: made.leashed });
  };
  try {
    const done = await ports.terminate({ experiment: id, by: createdBy, step, recorded });
    if (done.kind === 'begun') return;
    await database.transaction(async (client) => {
      await hold(client);
      await insertTerminationStep(client, id, { stage, termination: null, refused: done.reason });
    });
  } catch (error) {
    if (!(error instanceof StepIsGone)) throw error;
  }
}

/** Tells in the timeline what is new of a kill since the look before: that the group is healthy again, and how it ended. */
export async function tellKills(
  client: Queryable,
  { id, evidence: before }: Experiment,
  kills: readonly KillEvidence[],
): Promise<void> {
  for (const kill of kills) {
    const known = before?.kills?.find(({ stage }) => stage === kill.stage);
    const { stage, termination, group, healthyAfterMs, state, text } = kill;
    const tell = (line: string) => addEvent(client, id, 'termination', 'hormesis', line, { stage, termination, state });
    if (healthyAfterMs !== null && (known?.healthyAfterMs ?? null) === null)
      await tell(`${group} is healthy again, ${(healthyAfterMs / 1_000).toFixed(1)} s after the kill.`);
    const isOver = state !== 'waiting' && state !== 'watching';
    if (isOver && known?.state !== state) await tell(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
  }
}
