import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import { kpiPlanOf } from '@hormesis/contract/kpi.ts';
import { kpiWords } from '@hormesis/contract/kpi-words.ts';
import type { KpiBaseline, PathBaseline } from '@hormesis/contract/path-baseline.ts';
import type { ControlSeen } from './baseline-queries.ts';
import type { ObservedPath } from './observed-path.ts';

/**
 * How much of each KPI of a path is usual. Failed requests are told by all traffic; who was slow or missed something is
 * only counted inside experiments, so there control of the last one has to speak. Pure.
 */
export function baselineOf(path: CriticalPath, observed: ObservedPath, control: ControlSeen | null): PathBaseline {
  const { kpis, missing } = kpiPlanOf(path.kpis ?? []);
  return {
    observedSeconds: Math.round(observed.seconds),
    requestsPerSecond: Math.round(100 * observed.requestsPerSecond) / 100,
    kpis: kpis.map((kpi) => ({ kpi, words: kpiWords(kpi, missing), ...usual(kpi, observed, control) })),
  };
}

function usual(
  kpi: string,
  { baseline }: ObservedPath,
  control: ControlSeen | null,
): Omit<KpiBaseline, 'kpi' | 'words'> {
  if (kpi === 'failed' && baseline.requests > 0)
    return { of: 'requests', counted: baseline.requests, harmed: baseline.failed, experiment: null };
  const harmed = control?.harmed.get(kpi);
  if (!control || harmed === undefined) return { of: null, counted: 0, harmed: 0, experiment: null };
  return { of: 'users', counted: control.users, harmed, experiment: control.experiment };
}
