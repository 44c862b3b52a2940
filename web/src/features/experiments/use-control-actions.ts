import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { useQueryClient } from '@tanstack/react-query';
import { AS_HALTS, useAction } from '../../lib/use-action.ts';
import { haltExperiment } from './api/halt-experiment.ts';
import { pauseExperiment } from './api/pause-experiment.ts';
import { promoteExperiment } from './api/promote-experiment.ts';
import { resumeExperiment } from './api/resume-experiment.ts';

/** The four actions of one experiment. What the page shows comes from answers and the stream, never from hope. */
export function useControlActions() {
  const client = useQueryClient();
  const show = (view: ExperimentView) => client.setQueryData(['live', `experiment:${view.id}`], view);
  return {
    pause: useAction(pauseExperiment, show),
    resume: useAction(resumeExperiment, show),
    promote: useAction(promoteExperiment, show),
    halt: useAction(haltExperiment, undefined, AS_HALTS),
  };
}
