import { z } from 'zod';

/** Where the arm stands in a query; it becomes `treatment` and `control`. */
const ARM = '$arm';

/**
 * A PromQL query that is asked once for each arm. It counts events and not units, so it can keep a gate shut or pull a
 * brake, and never enters the evidence of harm.
 */
export const metricQuery = z
  .strictObject({
    name: z.string().min(1).max(100),
    /** PromQL; `$arm` becomes `treatment` or `control`, `$experiment` the experiment's id. One number must come of it. */
    query: z
      .string()
      .min(1)
      .max(2_000)
      .refine((text) => text.includes(ARM), { error: `must hold ${ARM}: it is asked once for each arm` }),
    /** The most that treatment may come to. */
    max: z.number().optional(),
    /** The most that treatment may be above control. */
    maxAboveControl: z.number().min(0).optional(),
    /** Beyond its limit: `hold` keeps the gate shut, `halt` ends the experiment as failed. */
    beyond: z.enum(['hold', 'halt']).default('hold'),
  })
  .refine((query) => query.max !== undefined || query.maxAboveControl !== undefined, {
    error: 'must have max, maxAboveControl or both: without a limit it could never say anything',
    path: ['max'],
  });
export type MetricQuery = z.infer<typeof metricQuery>;

/** What a query said last. */
export const metricQueryEvidence = z.object({
  name: z.string(),
  /** `unreadable`: no single number came of it; the gate waits until one does. */
  state: z.enum(['within', 'beyond', 'unreadable']),
  beyond: z.enum(['hold', 'halt']),
  treatment: z.number().nullable(),
  control: z.number().nullable(),
  /** One sentence for a person. */
  text: z.string(),
});
export type MetricQueryEvidence = z.infer<typeof metricQueryEvidence>;
