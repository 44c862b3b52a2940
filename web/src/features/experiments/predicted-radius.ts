import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { callGroupWords } from '../../lib/fault-words.ts';
import { formatCount } from '../../lib/format-number.ts';
import { formatShare } from '../../lib/format-share.ts';

/** What was predicted for the stage an experiment is in or ended in, in words; null where nothing was. */
export interface PredictedRadius {
  readonly units: string;
  readonly faults: string;
  readonly services: string;
  readonly callGroups: string;
}

/** Requests with a fault in the last ten seconds, as the prediction brake sees them. */
export function injectedRequests({ evidence }: ExperimentView): number | null {
  return evidence.brakes.find(({ brake }) => brake === 'prediction')?.value ?? null;
}

export function predictedRadius({ prediction, evidence }: ExperimentView): PredictedRadius | null {
  if (!prediction) return null;
  const index = Math.max(0, evidence.stages.length - 1);
  const stage = prediction.stages[index];
  const units = prediction.advice[index]?.exposedUnits;
  const { services, downstream, callGroups } = prediction;
  const behind = downstream.length > 0 ? `; behind it ${downstream.join(', ')}` : '';
  return {
    units: units === undefined ? 'unknown' : unitsWords(units, stage?.trafficPpm, evidence.stages[index]),
    faults: stage ? `${formatCount(stage.injectedRequestsPer10s)} requests with a fault in 10\u00a0s` : 'unknown',
    services: services.length > 0 ? `${services.join(', ')}${behind}` : 'none was observed',
    callGroups: callGroups.length > 0 ? callGroups.map(callGroupWords).join(', ') : 'none was observed',
  };
}

/** A prediction is for one stage: beside it stands what this stage saw, not the whole experiment. */
function unitsWords(
  predicted: number,
  trafficPpm: number | undefined,
  seen: ExperimentView['evidence']['stages'][number] | undefined,
): string {
  const where =
    trafficPpm === undefined ? 'in treatment' : `in treatment within the hold at ${formatShare(trafficPpm)}`;
  const came = seen ? `; ${formatCount(seen.exposedUnits.treatment)} came` : '';
  return `${formatCount(predicted)} ${where}${came}`;
}
