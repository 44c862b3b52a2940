import { isDeepStrictEqual } from 'node:util';
import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { Queryable } from '../../platform/database.ts';
import { experimentOn, findPath } from './scenario-queries.ts';

/** What a path may put into treatment without anybody's approval when it says nothing, parts per million. */
const UNASKED_PPM = 50_000;

/**
 * Why a critical path cannot be saved now, or null. Unit and entries decide who is in which arm: an experiment that
 * goes on while they change compares other people than it began with. The allowlist may change at any time: agents take
 * what was taken away out of force at once, and what was added is failed by none of the experiments that run.
 */
export async function pathInUse(
  client: Queryable,
  next: CriticalPath,
): Promise<{ code: 'path_in_use'; field: string; message: string } | null> {
  const stored = await findPath(client, next.name);
  const field = stored && changedField(stored.spec, next);
  if (!field) return null;
  const experiment = await experimentOn(client, next.name);
  if (!experiment) return null;
  return {
    code: 'path_in_use',
    field,
    message: `${field} of ${next.name} cannot change while experiment ${experiment} is on this path; halt it, or wait until it ends`,
  };
}

/** Which of the fields that assign people to arms differs, or null. */
function changedField(before: CriticalPath, after: CriticalPath): 'unit' | 'entries' | null {
  if (!isDeepStrictEqual(before.unit, after.unit)) return 'unit';
  return isDeepStrictEqual(before.entries, after.entries) ? null : 'entries';
}

/** Fields in which `after` lets experiments of the path go further than `before`; null: the path is new. */
export function loosenedFields(before: CriticalPath | null, after: CriticalPath): string[] {
  const limitPpm = before?.maxTreatmentPpm ?? UNASKED_PPM;
  const approvals = (path: CriticalPath | null) =>
    (path?.allowlist ?? []).flatMap(({ callGroup, liveApproval }) =>
      liveApproval ? [{ callGroup, liveApproval }] : [],
    );
  const kept = approvals(before);
  const essential = (path: CriticalPath | null) =>
    (path?.allowlist ?? []).filter(({ role }) => role === 'essential').map(({ callGroup }) => callGroup);
  const still = new Set(essential(after));
  // What is essential holds for every path that shares an entry: a path that no longer has the routes says it of nobody.
  const leavesRoutes =
    essential(before).length > 0 && routesOf(before).some((route) => !routesOf(after).includes(route));
  return [
    ...(after.maxTreatmentPpm > limitPpm ? ['maxTreatmentPpm'] : []),
    ...(after.approval && !isDeepStrictEqual(after.approval, before?.approval) ? ['approval'] : []),
    ...(approvals(after).some((each) => !kept.some((known) => isDeepStrictEqual(known, each))) ? ['liveApproval'] : []),
    ...(essential(before).some((callGroup) => !still.has(callGroup)) ? ['allowlist (what was essential)'] : []),
    ...(leavesRoutes ? ['entries (routes for which calls are essential)'] : []),
  ];
}

/** Each route at which the path begins, with its service. */
function routesOf(path: CriticalPath | null): string[] {
  return (path?.entries ?? []).flatMap(({ service, routes }) => routes.map((route) => `${service} ${route}`));
}
