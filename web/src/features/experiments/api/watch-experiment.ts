import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { type Live, useLiveTopic } from '../../../lib/use-live-topic.ts';

/** One experiment, live. */
export function useLiveExperiment(id: string, onSignedOut: () => void): Live<ExperimentView> {
  return useLiveTopic<ExperimentView>(`experiment:${id}`, `/experiments/${encodeURIComponent(id)}`, onSignedOut);
}
