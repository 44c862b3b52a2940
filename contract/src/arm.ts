import { z } from 'zod';

/** `treatment` (faults apply), `control` (same size, no faults), `tester` (pinned by a signed header). */
export const arm = z.enum(['treatment', 'control', 'tester']);
export type Arm = z.infer<typeof arm>;

/** Two figures, one for each arm that live traffic falls into. */
export const perArm = z.object({ treatment: z.number(), control: z.number() });
export type PerArm = z.infer<typeof perArm>;
