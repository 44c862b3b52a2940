import { z } from 'zod';

/** What a webhook can be told of. A kind never changes its meaning; new ones may come. */
export const webhookEventKind = z.enum([
  'experiment.approval_wanted',
  'experiment.started',
  'experiment.stage_began',
  'experiment.paused',
  'experiment.resumed',
  'experiment.halted',
  'experiment.completed',
  'experiment.cancelled',
  'experiment.verdict',
  'finding.opened',
  'finding.changed',
  'termination.killed',
  'termination.recovered',
  'termination.not_recovered',
  'game_day.begun',
  'game_day.step_began',
  'game_day.ended',
]);
export type WebhookEventKind = z.infer<typeof webhookEventKind>;

/** `json`: the event as it is. `slack`: a message for an incoming webhook of Slack. `grafana`: an annotation for `/api/annotations`. */
export const webhookFormat = z.enum(['json', 'slack', 'grafana']);
export type WebhookFormat = z.infer<typeof webhookFormat>;

/** Headers of each delivery. */
export const WEBHOOK_HEADERS = {
  /** The event's id: the same in every attempt. */
  event: 'hormesis-event-id',
  kind: 'hormesis-event-kind',
  /** When this attempt was made, whole seconds since 1970. */
  timestamp: 'hormesis-timestamp',
  /** `sha256=` and the HMAC-SHA256, in hexadecimal, of timestamp, `.` and body, keyed with the webhook's secret. */
  signature: 'hormesis-signature',
} as const;

const moment = z.iso.datetime();

/** The body of a delivery in format `json`. */
export const webhookEvent = z.object({
  /** Remove repeats by it: a delivery whose answer was lost comes again. */
  id: z.uuid(),
  /** One of the kinds, or `test`. */
  kind: z.union([webhookEventKind, z.literal('test')]),
  at: moment,
  actor: z.string(),
  /** What happened, in a sentence. */
  text: z.string(),
  /** Where a person sees more; null when the control plane does not know its public address. */
  link: z.string().nullable(),
  experiment: z
    .object({
      id: z.string(),
      title: z.string(),
      scenario: z.string(),
      path: z.string(),
      owner: z.string(),
      population: z.string(),
    })
    .nullable(),
  /** As it stood after this. */
  finding: z
    .object({
      id: z.string(),
      title: z.string(),
      state: z.string(),
      owner: z.string(),
      scenario: z.string(),
      path: z.string(),
      callGroup: z.string(),
    })
    .nullable(),
  termination: z
    .object({ id: z.string(), group: z.string(), app: z.string(), member: z.string().nullable() })
    .nullable(),
  gameDay: z.object({ id: z.string(), name: z.string(), path: z.string() }).nullable(),
  /** Figures of this kind of event: `stage` and `trafficPpm`, `reason`, `verdict`, `afterMs`. */
  detail: z.record(z.string(), z.unknown()),
});
export type WebhookEvent = z.infer<typeof webhookEvent>;

/** How deliveries go at this moment. */
export const webhookHealth = z.discriminatedUnion('name', [
  z.object({ name: z.literal('working'), lastDeliveredAt: moment.nullable() }),
  /** The last `failures` attempts in a row failed. */
  z.object({
    name: z.literal('failing'),
    since: moment,
    failures: z.int(),
    nextAttemptAt: moment.nullable(),
    error: z.string(),
  }),
]);
export type WebhookHealth = z.infer<typeof webhookHealth>;

export const webhookView = z.object({
  id: z.string(),
  name: z.string(),
  /** Without what may be a secret: the query, and for Slack the path. */
  address: z.string(),
  format: webhookFormat,
  events: z.array(webhookEventKind),
  /** Whether an `Authorization` header goes along; it is not told. */
  authorization: z.boolean(),
  createdAt: moment,
  createdBy: z.string(),
  health: webhookHealth,
  /** Deliveries that wait, and those given up within the last week. */
  pending: z.int(),
  givenUp: z.int(),
});
export type WebhookView = z.infer<typeof webhookView>;

/** The secret is told once, when the webhook is made. */
export const createdWebhook = webhookView.extend({ secret: z.string() });
export type CreatedWebhook = z.infer<typeof createdWebhook>;

export const createWebhookBody = z.strictObject({
  name: z.string().trim().min(1).max(100),
  url: z.string().max(2_000),
  format: webhookFormat.default('json'),
  /** All kinds there are when left out. */
  events: z
    .array(webhookEventKind)
    .min(1)
    .default([...webhookEventKind.options]),
  /** Value of the `Authorization` header, `Bearer …` for Grafana. */
  authorization: z
    .string()
    .max(4_000)
    .regex(/^[\x20-\x7e]+$/, 'must be one line of printable ASCII characters')
    .optional(),
});
export type CreateWebhookBody = z.infer<typeof createWebhookBody>;

/** Where one delivery stands. */
export const deliveryState = z.discriminatedUnion('name', [
  z.object({ name: z.literal('pending'), nextAttemptAt: moment }),
  z.object({ name: z.literal('delivered'), at: moment, status: z.int(), tookMs: z.int() }),
  /** For a day nobody took it. */
  z.object({ name: z.literal('given_up'), at: moment }),
]);
export type DeliveryState = z.infer<typeof deliveryState>;

export const webhookDelivery = z.object({
  id: z.int(),
  event: z.object({ id: z.uuid(), kind: z.string(), at: moment, subject: z.string(), text: z.string() }),
  state: deliveryState,
  attempts: z.int(),
  /** Why the last attempt failed; null when none has, or it was delivered. */
  error: z.string().nullable(),
});
export type WebhookDelivery = z.infer<typeof webhookDelivery>;

/** What came of a delivery that was tried at once. */
export const webhookTestResult = z.object({
  delivered: z.boolean(),
  /** Null when there was no answer. */
  status: z.int().nullable(),
  error: z.string().nullable(),
  tookMs: z.int(),
});
export type WebhookTestResult = z.infer<typeof webhookTestResult>;
