import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { kpiWords } from '@hormesis/contract/kpi-words.ts';
import { printable } from '../printable.ts';
import { count, evidence } from './figures.ts';
import { labelled } from './labelled.ts';
import type { Line } from './line.ts';

/** What each KPI counts and says, where there is more than one. The one that crossed its halt line is bad. */
export function kpiLines({ evidence: { kpis } }: ExperimentView): Line[] {
  if (kpis.length < 2) return [];
  return kpis.map(({ kpi, words, failing, logE, haltLogE, problem }, index) => {
    const users = `${count(failing.treatment)} in treatment, ${count(failing.control)} in control`;
    const text = printable(`users ${words ?? kpiWords(kpi)}: ${users} · E ${evidence(logE)}`);
    const state = logE >= haltLogE ? 'bad' : 'dim';
    return labelled(index === 0 ? 'KPIs' : '', [
      [state, text],
      ...(problem ? [['warn', `  ${printable(problem)}`] as const] : []),
    ]);
  });
}
