import { z } from 'zod';
import { activeExperiment } from './agent-link.ts';

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
  /** What it says it holds of experiments that ended longer ago than any lease lasts: it must not. */
  residue: z.array(activeExperiment),
});
export type AgentView = z.infer<typeof agentView>;

/** Null: nobody says. */
const place = z.object({ region: z.string().nullable(), zone: z.string().nullable() });

/** Instances of one service in one place; null where its agents tell none. */
export const servicePlace = z.object({
  region: z.string().nullable(),
  zone: z.string().nullable(),
  instances: z.int(),
});
export type ServicePlace = z.infer<typeof servicePlace>;

/**
 * Services and call groups as agents have reported them within a day. Rates are those of the last three whole buckets of
 * ten seconds: an idle agent reports every ten seconds, so anything shorter would flicker.
 */
export const topology = z.object({
  services: z.array(
    z.object({
      service: z.string(),
      /** Connected ones. */
      instances: z.int(),
      places: z.array(servicePlace),
      lastSeenAt: z.iso.datetime(),
    }),
  ),
  callGroups: z.array(
    z.object({
      callGroup: z.string(),
      callsPerSecond: z.number(),
      failuresPerSecond: z.number(),
      /** Rounded down to ten seconds. */
      lastSeenAt: z.iso.datetime(),
    }),
  ),
  /** Where the calls go, as far as callers know the place of whom they call. Those of most calls, at most 4,000. */
  placeRates: z
    .array(
      z.object({
        callGroup: z.string(),
        from: place,
        to: place,
        callsPerSecond: z.number(),
        failuresPerSecond: z.number(),
      }),
    )
    .default([]),
  /** Requests at the entries of each critical path. */
  paths: z.array(z.object({ path: z.string(), requestsPerSecond: z.number(), failuresPerSecond: z.number() })),
  /** What did not fit: above 1,000 services and 4,000 call groups the quiet ones are left out. */
  omitted: z.object({ services: z.int(), callGroups: z.int() }),
});
export type Topology = z.infer<typeof topology>;
