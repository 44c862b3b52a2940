import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import type { Prediction } from '@hormesis/contract/prediction.ts';
import { expect, test } from 'vitest';
import { injectedRequests, predictedRadius } from './predicted-radius.ts';

const stage = (index: number, injectedRequestsPer10s: number) => ({
  ...{ stage: index, trafficPpm: 20_000, requestsPer10s: 20, injectedRequestsPer10s, injectionsPer10s: 40 },
});
const advice = { trafficPpm: 20_000, outageSeconds: 1, doublingSeconds: 1, quarterSeconds: 1, usersHurt: 1 };
const prediction = {
  ...{ callGroups: ['api>http:ratings'], services: ['api'], downstream: ['ratings'] },
  stages: [stage(0, 20), stage(1, 250)],
  advice: [0, 1].map((index) => ({ ...advice, stage: index, exposedUnits: 100 * (index + 1), gateSeconds: 1 })),
} as unknown as Prediction;

const seen = (treatment: number) => ({ exposedUnits: { treatment, control: 0 } });

function view(changes: object): ExperimentView {
  const brakes = [{ brake: 'prediction', tripped: false, value: 18, limit: 72, text: '' }];
  return { prediction, evidence: { brakes, stages: [seen(15), seen(195)] }, ...changes } as unknown as ExperimentView;
}

test('the prediction is that of the stage the experiment is in', () => {
  expect(predictedRadius(view({}))).toMatchObject({
    units: '200 in treatment within the hold at 2\u00a0%; 195 came',
    faults: '250 requests with a fault in 10\u00a0s',
    services: 'api; behind it ratings',
  });
  expect(injectedRequests(view({}))).toBe(18);
});

test('without a prediction nothing is said to have been predicted', () => {
  expect(predictedRadius(view({ prediction: null }))).toBeNull();
});
