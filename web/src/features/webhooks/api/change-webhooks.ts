import type { CreatedWebhook, WebhookDelivery, WebhookFormat, WebhookTestResult } from '@hormesis/contract/webhook.ts';
import { post } from '../../../lib/request.ts';

export type NewWebhook = {
  name: string;
  url: string;
  format: WebhookFormat;
  events?: readonly string[];
  authorization?: string;
};

/** Adds a webhook; its secret is in this one answer and never again. */
export function createWebhook(body: NewWebhook, key: string): Promise<CreatedWebhook> {
  return post('/webhooks', body, key);
}

export function removeWebhook({ id }: { id: string }, key: string): Promise<{ id: string; name: string }> {
  return post(`/webhooks/${encodeURIComponent(id)}/remove`, {}, key);
}

/** Sends an event now. */
export function testWebhook({ id }: { id: string }, key: string): Promise<WebhookTestResult> {
  return post(`/webhooks/${encodeURIComponent(id)}/test`, {}, key);
}

/** Sends one event once more. */
export function redeliver({ id, delivery }: { id: string; delivery: number }, key: string): Promise<WebhookDelivery> {
  return post(`/webhooks/${encodeURIComponent(id)}/deliveries/${delivery}/redeliver`, {}, key);
}
