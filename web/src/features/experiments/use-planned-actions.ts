import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useAction } from '../../lib/use-action.ts';
import { approveExperiment } from './api/approve-experiment.ts';
import { cancelExperiment } from './api/cancel-experiment.ts';

/** Approve and cancel. Lists and the page of the experiment are read from the answer, or again. */
export function usePlannedActions() {
  const client = useQueryClient();
  const show = (view: ExperimentView) => {
    client.setQueryData(['live', `experiment:${view.id}`], view);
    void client.invalidateQueries({ queryKey: ['experiments'] });
  };
  return { approve: useAction(approveExperiment, show), cancel: useAction(cancelExperiment, show) };
}
