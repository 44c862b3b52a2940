import type { Identity } from '@hormesis/contract/access.ts';
import type { StartBody } from '@hormesis/contract/experiment.ts';
import type { Preview } from '@hormesis/contract/preview.ts';
import { refusalsOf } from './limits.ts';
import { planOf, prepare, wantedLive } from './plan.ts';
import type { Starting } from './start.ts';
import { worldFor } from './world.ts';

/**
 * What would happen if an experiment were started now: whom it would touch, what it could tell and cost, and every limit
 * that would refuse it. Nothing is written, so the answer may have changed by the time of a start.
 * @throws ApiError not_found
 */
export async function previewOf(on: Starting, body: StartBody, by: Identity): Promise<Preview> {
  const { database: client, ports } = on;
  const prepared = await prepare(client, ports, wantedLive(ports, body, by));
  const { scenario, path, candidate } = prepared;
  const refusals = refusalsOf(candidate, await worldFor(client, ports, candidate));
  const told = { scenario: scenario.name, path: scenario.path, ramp: candidate.ramp, refusals: [...refusals] };
  if (!path) return { ...told, prediction: null, proposedRamp: null };
  const planned = { ...planOf(ports, prepared, path), path };
  return {
    ...told,
    prediction: await ports.predict(client, planned),
    proposedRamp: await ports.proposeRamp(client, planned),
  };
}
