import { z } from 'zod';
import { words } from './name.ts';

/** What the entries themselves see: an application cannot tell these. */
const OWN = ['failed', 'slow'] as const;

/** The name of an event that an application tells: `kpi('play_start')`. */
const eventName = z.string().regex(/^(?!(failed|slow)$)[a-z][a-z0-9_]{0,63}$/, {
  error: (issue) =>
    `must be 1 to 64 lower-case letters, digits and underscores, and none of ${OWN.join(', ')}, got ${JSON.stringify(issue.input)}`,
});

/** Units that were exposed and did not do something in time. Each such unit is harm. */
const missing = z.strictObject({
  /** What their application tells by `kpi('…')` when they do it. */
  missing: eventName,
  /** The time a unit has for it after its first request in a stage, milliseconds. */
  withinMs: z.int().min(500).max(600_000).default(5_000),
  /** What happened to users without it, for people: `did not start playing`. */
  words: words(100).optional(),
});

/**
 * What is counted against an experiment; more of it is always harm. `failed`: a request failed; `slow`: a request was
 * unfinished at the path's objective; `missing`: what the user came for did not happen in time.
 */
export const guardedKpi = z.union([z.enum(OWN), missing]);

/** The KPIs that halt an experiment. `failed` is always one of them, listed or not; each one more needs a little more evidence. */
export const guardedKpis = z
  .array(guardedKpi)
  .max(5)
  .superRefine((kpis, context) => {
    const names = kpis.map(nameOf);
    const repeated = names.find((name, index) => names.indexOf(name) !== index);
    if (repeated === undefined) return;
    context.addIssue({ code: 'custom', message: `must name each KPI once, got ${repeated} twice`, input: repeated });
  });
export type GuardedKpi = z.infer<typeof guardedKpi>;

/** A `missing` KPI as it is fixed when an experiment starts. */
export interface MissingKpi {
  /** Its name in evidence and sums: `missing:play_start`. */
  readonly kpi: string;
  readonly event: string;
  readonly withinMs: number;
  /** What happened to the users it counts: `did not start playing`. */
  readonly words: string;
}

/** The KPIs of an experiment by name, and how the missing ones are judged. */
export interface KpiPlan {
  readonly kpis: string[];
  readonly missing: MissingKpi[];
}

/** What guards an experiment: `failed`, and what a path or a scenario lists. */
export function kpiPlanOf(guarded: readonly GuardedKpi[]): KpiPlan {
  return {
    kpis: [...new Set(['failed', ...guarded.map(nameOf)])],
    missing: guarded.flatMap((kpi) =>
      typeof kpi === 'string'
        ? []
        : {
            kpi: nameOf(kpi),
            event: kpi.missing,
            withinMs: kpi.withinMs,
            words: kpi.words ?? `did not reach ${kpi.missing}`,
          },
    ),
  };
}

function nameOf(kpi: GuardedKpi): string {
  return typeof kpi === 'string' ? kpi : `missing:${kpi.missing}`;
}
