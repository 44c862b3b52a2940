import type { Reported } from './ingest.ts';

/** Fewer than this are written together whatever they tell. */
const FEW = 100;
/** Of many, so much of what can wait is written at a time: one part in four. */
const PARTS = 4;

interface Batch<Each> {
  readonly now: readonly Each[];
  /** In the order in which they came. */
  readonly later: readonly Each[];
}

/**
 * Which of the reports that wait are written next, at most one of each instance. Of many, those that tell of users come first,
 * because decisions wait for them: all of their services, and of the other services the ones that have waited longest, a quarter
 * of what waits. A service is written whole, so its sums are as few rows as if all had been written together, and reports of an
 * instance stay in order. It is a share and not a number: whatever comes in, what waits grows until as much goes out.
 */
export function nextBatch<Each extends Reported>(waiting: readonly Each[]): Batch<Each> {
  const services = Map.groupBy(waiting, ({ reporter }) => reporter.service);
  const chosen = waiting.length <= FEW ? new Set(services.keys()) : chosenOf(services, waiting.length);
  const instances = new Set<string>();
  const [now, later]: [Each[], Each[]] = [[], []];
  for (const each of waiting) {
    const { service, instance } = each.reporter;
    if (!chosen.has(service) || instances.has(instance)) later.push(each);
    else {
      instances.add(instance);
      now.push(each);
    }
  }
  return { now, later };
}

function chosenOf(services: ReadonlyMap<string, readonly Reported[]>, waiting: number): ReadonlySet<string> {
  const chosen = new Set<string>();
  let others = waiting;
  for (const [service, reports] of services) {
    if (!reports.some(tellsOfUsers)) continue;
    chosen.add(service);
    others -= reports.length;
  }
  // Services stand in the order of the report that has waited longest.
  let taken = 0;
  for (const [service, reports] of services) {
    if (taken >= others / PARTS) break;
    if (chosen.has(service)) continue;
    chosen.add(service);
    taken += reports.length;
  }
  return chosen;
}

function tellsOfUsers({ report }: Reported): boolean {
  return report.paths.length > 0 || report.exposures.length > 0 || report.events.length > 0;
}
