import { type WebhookView, webhookView } from '@hormesis/contract/webhook.ts';
import { CliError } from '../../cli-error.ts';
import type { Client } from '../../client.ts';
import { itemsOf } from '../../items.ts';

/** The webhook of this id or name. @throws CliError that names those there are. */
export async function findWebhook(client: Client, idOrName: string): Promise<WebhookView> {
  const { items } = await client.get('/webhooks', itemsOf(webhookView));
  const found = items.find(({ id }) => id === idOrName) ?? items.find(({ name }) => name === idOrName);
  if (found) return found;
  const known = items.map(({ name }) => JSON.stringify(name)).join(', ') || 'none';
  throw new CliError(`there is no webhook ${JSON.stringify(idOrName)}; there are: ${known}`, { code: 'not_found' });
}
