import { z } from 'zod';

/** One agent, as the control plane last heard it. */
export const agentView = z.object({
  instance: z.string(),
  service: z.string(),
  version: z.string(),
  runtime: z.string(),
  zone: z.string().nullable(),
  region: z.string().nullable(),
  connected: z.boolean(),
  connectedAt: z.iso.datetime().nullable(),
  lastSeenAt: z.iso.datetime(),
  revision: z.int(),
  activeRules: z.int(),
  inFlight: z.int(),
  unsupported: z.array(z.string()),
  /** Counted reasons why something was refused or skipped, since the agent started. */
  counters: z.record(z.string(), z.int()),
});
export type AgentView = z.infer<typeof agentView>;

export const topology = z.object({
  services: z.array(z.object({ service: z.string(), instances: z.int(), lastSeenAt: z.iso.datetime() })),
  callGroups: z.array(
    z.object({
      callGroup: z.string(),
      calls: z.int(),
      failures: z.int(),
      callsPerSecond: z.number(),
      lastSeenAt: z.iso.datetime(),
    }),
  ),
});
export type Topology = z.infer<typeof topology>;
