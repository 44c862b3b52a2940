import { z } from 'zod';
import { refusal } from './errors.ts';
import { startBody } from './experiment.ts';
import { name } from './name.ts';
import { prediction } from './prediction.ts';
import { ramp } from './ramp.ts';
import { scenario } from './scenario.ts';

/** Body of `POST /experiments/preview`: a start, and perhaps its scenario as it is being written and nobody has saved it. */
export const previewBody = startBody
  .safeExtend({ document: scenario.optional() })
  .refine(({ scenario: asked, document }) => document === undefined || document.name === asked, {
    error: 'must have the name that scenario says',
    path: ['document', 'name'],
  });
export type PreviewBody = z.infer<typeof previewBody>;

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
  /** Those that would be left if another person approved the plan. */
  refusalsOnceApproved: z.array(refusal),
  /** Those that would refuse it for testers only. */
  testerRefusals: z.array(refusal),
});
export type Preview = z.infer<typeof preview>;
