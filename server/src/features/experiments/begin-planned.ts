import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { Queryable } from '../../platform/database.ts';
import { type Experiment, scenarioTerminations } from './experiment.ts';
import { type Candidate, refusalsOf } from './limits.ts';
import { firstPlace, predicted, type Starting, tellStart } from './start.ts';
import { refuse, worldFor } from './world.ts';
import { writeBegun } from './write-queries.ts';

/**
 * A draft or a scheduled experiment begins: the plan as it was written and approved, on the path as it stands now, with
 * every limit asked now. Call it in a transaction that holds the ruleset revision and the experiment's row.
 * @throws ApiError with all refusals; nothing is written then.
 */
export async function beginPlanned(
  client: Queryable,
  { ports, boot }: Starting,
  experiment: Experiment,
  told: { actor: string; text: string },
): Promise<void> {
  const { id, scenario, population, approvedBy } = experiment;
  const path = await ports.scenarios.path(client, experiment.path);
  const candidate = candidateOf(experiment, path);
  const world = await worldFor(client, ports, candidate);
  refuse(refusalsOf({ ...candidate, approved: approvedBy !== null }, world));
  if (!path) throw new Error(`the limits let an experiment without its path ${experiment.path} begin`);
  // Entries may have changed since the plan was made: who counts as one is who is one now.
  const renewed = { ...experiment.plan, entryServices: path.entries.map(({ service }) => service) };
  const plan = await predicted(client, ports, renewed, path);
  const place = await firstPlace(client, ports, { id, path: path.name, population, plan });
  await writeBegun(client, id, { plan, ...place, boot, role: candidate.role });
  await tellStart(client, { id, scenario, plan, ...place, ...told });
}

/** What the plan of an experiment asks for, from its first stage on. */
function candidateOf(experiment: Experiment, path: CriticalPath | null): Candidate {
  const { id, population, scenario, plan, createdRole, approvedBy } = experiment;
  return {
    ...{ id, population, scenario, pathName: experiment.path, path, faults: plan.faults, ramp: plan.ramp },
    terminations: scenarioTerminations(plan),
    load: plan.load,
    ...{ guardrails: plan.guardrails, role: createdRole, approved: approvedBy !== null },
  };
}
