import type { WebhookView } from '@hormesis/contract/webhook.ts';
import { localTime } from '../../experiment-text.ts';

/** How deliveries go, in a few words. */
export function healthText({ health, pending }: Pick<WebhookView, 'health' | 'pending'>): string {
  const waiting = pending === 0 ? '' : `, ${pending} waiting`;
  if (health.name === 'failing')
    return `failing since ${localTime(health.since)} (${health.failures} in a row: ${health.error})${waiting}`;
  return `${health.lastDeliveredAt ? `last delivered ${localTime(health.lastDeliveredAt)}` : 'nothing sent yet'}${waiting}`;
}
