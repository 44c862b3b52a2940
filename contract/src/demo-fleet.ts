import { z } from 'zod';

/** A process of the demo as the supervisor keeps it. */
export const demoProcess = z.object({
  service: z.string(),
  /** Its name among the supervisor's children, `api-south-a`. */
  name: z.string(),
  region: z.string(),
  zone: z.string(),
  /** Null while it waits to be started again. */
  pid: z.int().nullable(),
  /** It has said that it serves. */
  ready: z.boolean(),
  /** Milliseconds since 1970. */
  startedAtMs: z.number().nullable(),
});
export type DemoProcess = z.infer<typeof demoProcess>;

/** What the control plane of `npm start` asks its supervisor, which keeps the demo's processes, over their IPC channel. */
export const fleetQuestion = z.discriminatedUnion('ask', [
  z.object({ type: z.literal('fleet'), id: z.int(), ask: z.literal('list') }),
  /** Kills the process of this name, if it is still this life of it. */
  z.object({ type: z.literal('fleet'), id: z.int(), ask: z.literal('kill'), name: z.string(), pid: z.int() }),
]);
export type FleetQuestion = z.infer<typeof fleetQuestion>;

/** `killed` is null for a list. */
export const fleetAnswer = z.object({
  type: z.literal('fleet'),
  id: z.int(),
  processes: z.array(demoProcess),
  killed: z.boolean().nullable(),
});
export type FleetAnswer = z.infer<typeof fleetAnswer>;
