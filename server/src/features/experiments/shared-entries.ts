import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import { operationsOverlap } from '@hormesis/core/operation.ts';
import type { LimitsNow } from './ports.ts';

/**
 * The other paths of `paths` that one request could walk together with `path`, because a route of an entry of one could be
 * a route of the other. What they say of their traffic holds for it whatever path an experiment is written for: another
 * name for the same journey must not make an essential call degradable, nor open a window that is closed.
 */
export function pathsBeside(path: CriticalPath, paths: readonly CriticalPath[]): CriticalPath[] {
  return paths.filter((other) => other.name !== path.name && shareEntry(path, other));
}

function shareEntry(one: CriticalPath, other: CriticalPath): boolean {
  return one.entries.some((a) =>
    other.entries.some(
      (b) =>
        a.service === b.service && a.routes.some((route) => b.routes.some((each) => operationsOverlap(route, each))),
    ),
  );
}

/** Why live traffic of `path` may not be failed at `atMs`: its own window, then those of the paths beside it. Null: it may. */
export function closedWindow(
  path: CriticalPath,
  beside: readonly CriticalPath[],
  now: LimitsNow,
  atMs: number,
): ReturnType<LimitsNow['closed']> {
  const own = now.closed(path.name, atMs);
  if (own) return own;
  for (const { name } of beside) {
    const closed = now.closed(name, atMs);
    if (closed) return { ...closed, reason: `${closed.reason} (${name}, which shares an entry with ${path.name})` };
  }
  return null;
}
