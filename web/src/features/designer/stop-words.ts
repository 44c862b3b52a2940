import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { GuardedKpi } from '@hormesis/contract/kpi.ts';
import { formatDuration } from '../../lib/format-duration.ts';
import { formatCountOf } from '../../lib/format-number.ts';
import { formatShare } from '../../lib/format-share.ts';
import type { GuardrailsDraft } from './design.ts';

/** What counts as harm on a path, each as the end of "a user who …". */
export function harmWords(kpis: readonly GuardedKpi[], { objectiveMs }: Pick<CriticalPath, 'objectiveMs'>): string[] {
  const told = kpis.map((kpi) => {
    if (kpi === 'failed') return 'failed';
    if (kpi === 'slow') return `waited longer than ${formatDuration(objectiveMs)}`;
    return `${kpi.words ?? `did not reach ${kpi.missing}`} within ${formatDuration(kpi.withinMs)}`;
  });
  return [...new Set(['failed', ...told])];
}

/** The two rules somebody chooses, in one sentence each. */
export function stopSentences({ alphaPpm, budgetUnits }: GuardrailsDraft): string[] {
  const alarm = alphaPpm === null ? '' : `, false alarm ${formatShare(alphaPpm)}`;
  return [
    ...(budgetUnits === null
      ? []
      : [`when ${formatCountOf(budgetUnits, 'user')} more than chance ${budgetUnits === 1 ? 'has' : 'have'} failed`]),
    `when treatment is worse off than control${alarm}`,
  ];
}
