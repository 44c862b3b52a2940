import type { GateCondition } from '@hormesis/contract/evidence.ts';
import type { RampingExperiment } from './ramping-experiment.ts';

/** Below the demanded rate nothing goes up: what holds with few users may not with many. No condition where none is demanded. */
export function loadCondition({ load }: RampingExperiment): GateCondition[] {
  if (!load) return [];
  const { unitsPerSecond: value, minUnitsPerSecond: target } = load;
  const rate = value.toFixed(value < 10 ? 1 : 0);
  const text = `${rate} users a second on the path, ${target} are demanded`;
  return [{ condition: 'load', met: value >= target, text, value, target }];
}
