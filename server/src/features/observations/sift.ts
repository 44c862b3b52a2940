import type { Exposure, KpiEvent, Report } from '@hormesis/contract/agent-link.ts';
import type { KnownExperiment } from './known-experiments.ts';

/** Why something in a report was left out, as it is counted for its agent. */
export type DropReason = 'report_from_future' | 'report_experiment_unknown' | 'report_lost_at_agent';

/** What a report holds that can be counted, and how much of it could not. */
export interface Sifted {
  /** Its sums of arms that cannot be are sums of free traffic: the calls and requests were there. */
  readonly report: Report;
  /** Failed and slow units, as the entries saw them. */
  readonly harm: readonly KpiEvent[];
  /** Events that applications told and that a KPI looks for. */
  readonly told: readonly KpiEvent[];
  readonly dropped: ReadonlyMap<DropReason, number>;
}

const HARM: ReadonlySet<string> = new Set(['failed', 'slow']);
const FREE = { experiment: null, arm: null, stage: null };

interface Belongs {
  readonly experiment: string | null;
  readonly stage: number | null;
  readonly ageMs?: number;
}

/** The experiments that a report speaks of. */
export function experimentsOf({ calls, paths, exposures, events }: Report): Set<string> {
  const ids = new Set<string>();
  for (const records of [calls, paths, exposures, events]) {
    for (const { experiment } of records) if (experiment !== null) ids.add(experiment);
  }
  return ids;
}

/**
 * Leaves out what would make the evidence wrong: what is told of an experiment that nobody knows, of a stage that has
 * not begun, and of a moment that has not come yet. Units above the threshold of the sample, and events that no KPI
 * looks for, are left out too, and are no mistake.
 */
export function sift(report: Report, known: ReadonlyMap<string, KnownExperiment>): Sifted {
  const dropped = new Map<DropReason, number>();
  const drop = (reason: DropReason, count = 1) => void dropped.set(reason, (dropped.get(reason) ?? 0) + count);
  if (report.dropped > 0) drop('report_lost_at_agent', report.dropped);

  const fits = (record: Belongs, count = 1): boolean => {
    const experiment = record.experiment === null ? null : known.get(record.experiment);
    if (experiment === undefined) drop('report_experiment_unknown', count);
    else if (experiment && ((record.stage ?? 0) > experiment.stage || (record.ageMs ?? 0) < 0))
      drop('report_from_future', count);
    else return true;
    return false;
  };
  const isBelow = (which: 'unitsBelow' | 'eventsBelow', { experiment, unit }: Exposure | KpiEvent): boolean => {
    const below = known.get(experiment)?.[which] ?? null;
    return below === null || unit < below;
  };
  const events = report.events.filter((each) => fits(each));
  return {
    report: {
      ...report,
      calls: freed(report.calls, (each) => fits(each, each.groups.length)),
      paths: freed(report.paths, (each) => fits(each)),
      exposures: report.exposures.filter((each) => fits(each) && isBelow('unitsBelow', each)),
    },
    harm: events.filter((each) => HARM.has(each.kpi) && isBelow('eventsBelow', each)),
    told: events.filter((each) => known.get(each.experiment)?.events.has(each.kpi) && isBelow('unitsBelow', each)),
    dropped,
  };
}

/** Sums of arms that cannot be, as free traffic. Nearly always all fit, and nothing is copied. */
function freed<Sum extends { experiment: string | null; stage: number | null }>(
  sums: Sum[],
  fits: (sum: Sum) => boolean,
): Sum[] {
  let result: Sum[] | null = null;
  sums.forEach((sum, at) => {
    if (fits(sum)) return;
    result ??= [...sums];
    result[at] = { ...sum, ...FREE };
  });
  return result ?? sums;
}
