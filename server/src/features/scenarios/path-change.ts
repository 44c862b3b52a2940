import { isDeepStrictEqual } from 'node:util';
import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { Queryable } from '../../platform/database.ts';
import { experimentOn, findPath } from './scenario-queries.ts';

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
