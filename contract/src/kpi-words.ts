import type { MissingKpi } from './kpi.ts';

/** What happened to the users that a KPI counts, as the end of "12 users …". */
export function kpiWords(kpi: string, missing: readonly Pick<MissingKpi, 'kpi' | 'words'>[] = []): string {
  if (kpi === 'failed') return 'failed';
  if (kpi === 'slow') return 'were slow';
  return missing.find((each) => each.kpi === kpi)?.words ?? `are counted as ${kpi}`;
}
