import { type ExperimentView, experimentView } from '@hormesis/contract/experiment.ts';
import type { Client } from './client.ts';

const LONGEST_MS = 12_000;
const PAUSE_MS = 500;

/**
 * Requests that were in flight at the end still belong to the result: waits until the outcome of every exposed user is
 * known, for at most twelve seconds. What is not known by then stays uncounted.
 */
export async function settle(client: Pick<Client, 'get'>, ended: ExperimentView): Promise<ExperimentView> {
  let view = ended;
  for (let waitedMs = 0; waitedMs < LONGEST_MS && hasPending(view); waitedMs += PAUSE_MS) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    view = await client.get(`/experiments/${view.id}`, experimentView).catch(() => view);
  }
  return view;
}

function hasPending({ evidence }: ExperimentView): boolean {
  return evidence.stages.some(
    ({ exposedUnits, known }) => known.treatment < exposedUnits.treatment || known.control < exposedUnits.control,
  );
}
