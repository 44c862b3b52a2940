import type { Database, Queryable } from '../../platform/database.ts';
import { type Archived, dropSingle, listToArchive, saveArchived } from './archive-queries.ts';
import type { Experiment } from './experiment.ts';
import { findExperiment } from './experiment-queries.ts';
import type { ExperimentPorts } from './ports.ts';
import { readBlastRadius, readPoints } from './view-queries.ts';

/** So long after its end the units and calls of an experiment are kept one by one, days. */
export const KEPT_DAYS = 7;
/** At most so many are archived at a time: the first time after an update there may be hundreds. */
const AT_A_TIME = 20;

/**
 * Archives experiments that ended more than a week ago: what was observed of single units and instances is dropped, its
 * sums stay, and the page shows the same as before. Verdict, evidence, timeline and findings are kept for good. One that
 * cannot be archived stays as it is, is told to `failed`, and keeps no other waiting.
 * @returns how many were archived.
 */
export async function archiveEnded(
  database: Database,
  ports: Pick<ExperimentPorts, 'observe'>,
  failed: (experiment: string, error: Error) => void,
): Promise<number> {
  let archived = 0;
  for (const id of await listToArchive(database, KEPT_DAYS, AT_A_TIME)) {
    try {
      if (await archive(database, ports, id)) archived += 1;
    } catch (error) {
      failed(id, error as Error);
    }
  }
  return archived;
}

function archive(database: Database, ports: Pick<ExperimentPorts, 'observe'>, id: string): Promise<boolean> {
  return database.transaction(async (client) => {
    const experiment = await findExperiment(client, id, true);
    if (!experiment || !(await saveArchived(client, id, await sumsOf(client, ports, experiment)))) return false;
    await dropSingle(client, id);
    return true;
  });
}

async function sumsOf(
  client: Queryable,
  ports: Pick<ExperimentPorts, 'observe'>,
  experiment: Experiment,
): Promise<Archived> {
  const [{ evidence }, { units }, points] = await Promise.all([
    ports.observe(client, experiment),
    readBlastRadius(client, experiment.id, experiment.sample.unitsBelow),
    readPoints(client, experiment.id, durationMsOf(experiment), experiment.sample.unitsBelow),
  ]);
  const { stages, exposedUnits, injections, sampledOneIn } = evidence;
  // What ended within its first second was never judged: all that can be said of it is kept then.
  const counts = experiment.evidence
    ? {
        ...{ stages, injections },
        ...(exposedUnits !== undefined && { exposedUnits }),
        ...(sampledOneIn !== undefined && { sampledOneIn }),
      }
    : evidence;
  return { counts, units, points };
}

function durationMsOf({ startedAt, createdAt, endedAt }: Experiment): number {
  const beganMs = (startedAt ?? createdAt).getTime();
  return Math.max(1_000, (endedAt?.getTime() ?? beganMs) - beganMs);
}
