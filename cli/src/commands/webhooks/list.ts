import { type WebhookView, webhookView } from '@hormesis/contract/webhook.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { itemsOf } from '../../items.ts';
import { table } from '../../table.ts';
import { healthText } from './health-text.ts';

export function listWebhooksCommand(cli: Cli): Command {
  return command('list', 'every webhook, by name', ['webhooks list']).action(async () => {
    const client = await cli.connect();
    const { items } = await client.get('/webhooks', itemsOf(webhookView));
    cli.output.result({ items }, () => listLines(items));
  });
}

function listLines(items: readonly WebhookView[]): string[] {
  if (items.length === 0)
    return ['Nobody is told yet. An admin adds a webhook: hormesis webhooks add <name> <https address>'];
  return table(
    ['id', 'name', 'format', 'address', 'given up', 'how it goes'],
    items.map((each) => [each.id, each.name, each.format, each.address, each.givenUp, healthText(each)]),
  );
}
