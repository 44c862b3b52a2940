import type { Identity } from '@hormesis/contract/access.ts';
import type { Preview, PreviewBody } from '@hormesis/contract/preview.ts';
import { type Candidate, refusalsOf, type World } from './limits.ts';
import { planOf, prepare, wantedLive } from './plan.ts';
import { whenOf } from './plan-ahead.ts';
import type { Starting } from './start.ts';
import { atThatTime, worldFor } from './world.ts';

/**
 * What would happen if an experiment were started now, or at the time that is asked for: whom it would touch, what it
 * could tell and cost, and every limit that would refuse it. Nothing is written, so the answer may have changed by the
 * time of a start.
 * @throws ApiError not_found; bad_request for a time or an expression that cannot be.
 */
export async function previewOf(on: Starting, body: PreviewBody, by: Identity): Promise<Preview> {
  const { database: client, ports } = on;
  const prepared = await prepare(client, ports, { ...wantedLive(ports, body, by), document: body.document });
  const { scenario, path, candidate } = prepared;
  const world = await worldFor(client, ports, candidate);
  const when = whenOf(body, world.now.nowMs);
  const refusals = allRefusals(candidate, when ? atThatTime(world, candidate, when.dueAt.getTime()) : world);
  const told = { scenario: scenario.name, path: scenario.path, ramp: candidate.ramp, ...refusals };
  if (!path) return { ...told, prediction: null, proposedRamp: null };
  const planned = { ...planOf(ports, prepared, path), path };
  return {
    ...told,
    prediction: await ports.predict(client, planned),
    proposedRamp: await ports.proposeRamp(client, planned),
  };
}

function allRefusals(candidate: Candidate, world: World) {
  return {
    refusals: [...refusalsOf(candidate, world)],
    refusalsOnceApproved: [...refusalsOf({ ...candidate, approved: true }, world)],
    testerRefusals: [...refusalsOf({ ...candidate, population: 'tester' }, world)],
  };
}
