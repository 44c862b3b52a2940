import { z } from 'zod';

/** What came of a halt. `unknown` names agents that did not answer: they are never shown as stopped. */
export const haltReport = z.object({
  halted: z.array(z.string()),
  agents: z.object({
    connected: z.int(),
    confirmed: z.int(),
    /** Agents without a word, and control plane processes whose agents nobody can name. */
    unknown: z.array(z.string()),
    /** In the timeline's last word: those that never answered, and whose lease is over since. */
    leaseOver: z.array(z.string()).optional(),
  }),
  /** From the request to the last confirmation, or to giving up waiting, milliseconds. */
  ms: z.int(),
  /** False while the database is away: the halt is in force and will be recorded when it is back. */
  recorded: z.boolean(),
});
export type HaltReport = z.infer<typeof haltReport>;

/**
 * How far a halt has come: the event `halt` of the stream's topic `now`, about twenty times a second while the answer is
 * waited for, from the control plane process that was asked to halt.
 */
export const haltProgress = z.object({
  connected: z.int(),
  confirmed: z.int(),
  /** At most twenty of those that have not confirmed yet. */
  unknown: z.array(z.string()),
  /** Milliseconds since the request, or to the last confirmation. */
  ms: z.int(),
  /** True in the last one: the request has been answered. */
  answered: z.boolean(),
});
export type HaltProgress = z.infer<typeof haltProgress>;

export const haltAllBody = z.strictObject({ reason: z.string().max(1_000).default('') });

/** Nothing starts while the hold switch is set. */
export const holdSwitch = z.object({
  on: z.boolean(),
  by: z.string(),
  reason: z.string(),
  since: z.iso.datetime().nullable(),
});
export type HoldSwitch = z.infer<typeof holdSwitch>;
