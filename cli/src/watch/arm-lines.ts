import type { PerArm } from '@hormesis/contract/arm.ts';
import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { bar } from './bar.ts';
import { count, measuredShare } from './figures.ts';
import { labelled } from './labelled.ts';
import type { Line } from './line.ts';

type StageFigure = 'known' | 'failing';

/** Both arms over the whole ramp so far, on the same scale: what part of their users failed. */
export function armLines(view: ExperimentView, columns: number): Line[] {
  if (view.population === 'tester') return [];
  return (['treatment', 'control'] as const).map((arm) => {
    const known = total(view, 'known')[arm];
    const failing = total(view, 'failing')[arm];
    const text = `${count(failing)} of ${count(known)} failed, ${measuredShare(failing, known)}`;
    const about = view.evidence.sampledOneIn === undefined ? '' : 'about ';
    const exposed = `  (${about}${count(view.exposedUnits[arm])} exposed)`;
    return labelled(arm === 'treatment' ? 'Treatment' : 'Control', [
      ...bar(known > 0 ? failing / known : 0, columns, arm),
      '  ',
      [arm, text],
      ['dim', exposed],
    ]);
  });
}

/** Outcomes over all stages: a user has one in each stage that saw it. */
function total({ evidence }: ExperimentView, figure: StageFigure): PerArm {
  return evidence.stages.reduce(
    (sum, stage) => ({
      treatment: sum.treatment + stage[figure].treatment,
      control: sum.control + stage[figure].control,
    }),
    { treatment: 0, control: 0 },
  );
}
