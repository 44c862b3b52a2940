import { z } from 'zod';
import { refusal } from './errors.ts';
import { name } from './name.ts';
import { prediction } from './prediction.ts';
import { ramp } from './ramp.ts';

/** What an experiment would touch, tell and cost if it were started now, and every limit that would refuse it. */
export const preview = z.object({
  scenario: name,
  path: name,
  ramp,
  /** Null when there is no such critical path. */
  prediction: prediction.nullable(),
  /** Stages for the volume of this path, within the limits; null: too little traffic for any. */
  proposedRamp: ramp.nullable(),
  refusals: z.array(refusal),
});
export type Preview = z.infer<typeof preview>;
