import type { WebhookView } from '@hormesis/contract/webhook.ts';

/** How a webhook is named on a command line: by its name where no shell takes it apart, else by its id. */
export function webhookWord({ id, name }: Pick<WebhookView, 'id' | 'name'>): string {
  return /^[a-z0-9][\w.-]*$/i.test(name) ? name : id;
}
