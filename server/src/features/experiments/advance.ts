import type { Queryable } from '../../platform/database.ts';
import type { Experiment } from './experiment.ts';
import { type Place, placeFor } from './place.ts';
import type { ExperimentPorts } from './ports.ts';
import { percent, stageText } from './sentences.ts';
import { addEvent, writePool, writeStage } from './write-queries.ts';

/** Begins a stage: its place on the ring, its ρ, its line in the timeline. In a transaction that holds the ruleset revision. */
export async function advance(
  client: Queryable,
  ports: ExperimentPorts,
  experiment: Experiment,
  toStage: number,
): Promise<void> {
  const { id, path, plan } = experiment;
  const stage = plan.ramp.stages[toStage];
  if (!stage) throw new Error(`experiment ${id} has no stage ${toStage}`);
  const place = await placeFor(client, ports, { id, path, pool: experiment.pool, trafficPpm: stage.trafficPpm });
  await writeStage(client, id, toStage, place.rhoPpm);
  await writePool(client, id, place.pool, place.waitingFor);
  await addEvent(
    client,
    id,
    'stage_began',
    'hormesis',
    stageText(toStage, plan.ramp.stages.length, stage.trafficPpm, place.pool, place.rhoPpm),
    {
      stage: toStage,
      trafficPpm: stage.trafficPpm,
      pool: place.pool,
      rhoPpm: place.rhoPpm,
    },
  );
  if (place.rhoPpm > experiment.rhoPpm) {
    const moved = `Above 50 %, control units up to ${percent(place.rhoPpm)} of the arm ring move to treatment, once and in this direction only.`;
    await addEvent(client, id, 'arms_moved', 'hormesis', moved, { fromPpm: experiment.rhoPpm, toPpm: place.rhoPpm });
  }
}

/** Looks for free ranges again for a stage that waits for another experiment. In a transaction that holds the ruleset revision. */
export async function growWaiting(client: Queryable, ports: ExperimentPorts, experiment: Experiment): Promise<void> {
  const place = await placeOfWaiting(client, ports, experiment);
  if (isAnother(place, experiment)) await writePool(client, experiment.id, place.pool, place.waitingFor);
}

/** Whether such a stage would find something now; without the revision that is a look and no more. */
export async function mayGrow(client: Queryable, ports: ExperimentPorts, experiment: Experiment): Promise<boolean> {
  return isAnother(await placeOfWaiting(client, ports, experiment), experiment);
}

function placeOfWaiting(client: Queryable, ports: ExperimentPorts, experiment: Experiment): Promise<Place> {
  const { id, path, pool, plan, stage } = experiment;
  return placeFor(client, ports, { id, path, pool, trafficPpm: plan.ramp.stages[stage]?.trafficPpm ?? 0 });
}

/** Another width, or another experiment to wait for. */
function isAnother({ waitingFor: found }: Place, { waitingFor: known }: Experiment): boolean {
  return found?.missingPpm !== known?.missingPpm || found?.experiment !== known?.experiment;
}
