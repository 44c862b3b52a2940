import { z } from 'zod';
import { describe } from './share.ts';

const httpStatus = z
  .int({ error: (issue) => `must be an HTTP status from 400 to 599, got ${describe(issue.input)}` })
  .min(400, { error: (issue) => `must be an HTTP status from 400 to 599, got ${describe(issue.input)}` })
  .max(599, { error: (issue) => `must be an HTTP status from 400 to 599, got ${describe(issue.input)}` });

const delayMs = z
  .int({ error: (issue) => `must be whole milliseconds from 1 to 60000, got ${describe(issue.input)}` })
  .min(1, { error: (issue) => `must be whole milliseconds from 1 to 60000, got ${describe(issue.input)}` })
  .max(60_000, { error: (issue) => `must be whole milliseconds from 1 to 60000, got ${describe(issue.input)}` });

/** The call waits `delayMs` milliseconds, then goes on to the real dependency. */
export const latencyFault = z.strictObject({ kind: z.literal('latency'), delayMs });

/** The call never reaches the dependency and answers with `status`; at a custom injection point an error is thrown. */
export const errorFault = z.strictObject({
  kind: z.literal('error'),
  status: httpStatus.default(503),
  body: z.string().max(10_000).optional(),
});

/** What happens to a call. */
export const fault = z.discriminatedUnion('kind', [latencyFault, errorFault]);
export type Fault = z.infer<typeof fault>;
export type FaultKind = Fault['kind'];
