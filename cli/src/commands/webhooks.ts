import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { addUsual, command } from '../command.ts';
import { addWebhookCommand } from './webhooks/add.ts';
import { deliveriesCommand, redeliverCommand } from './webhooks/deliveries.ts';
import { listWebhooksCommand } from './webhooks/list.ts';
import { removeWebhookCommand } from './webhooks/remove.ts';
import { showWebhookCommand } from './webhooks/show.ts';
import { testWebhookCommand } from './webhooks/test.ts';

export function webhooksCommand(cli: Cli): Command {
  const parent = command('webhooks', 'who outside is told of what happens, and how that goes', [
    'webhooks',
    'webhooks add pipeline https://ci.example.com/hormesis --events experiment.halted,experiment.verdict',
    'webhooks test pipeline',
    'webhooks deliveries pipeline --state given_up',
  ]);
  return addUsual(parent, listWebhooksCommand(cli))
    .addCommand(showWebhookCommand(cli))
    .addCommand(addWebhookCommand(cli))
    .addCommand(removeWebhookCommand(cli))
    .addCommand(testWebhookCommand(cli))
    .addCommand(deliveriesCommand(cli))
    .addCommand(redeliverCommand(cli));
}
