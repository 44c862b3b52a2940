import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { localTime } from '../../experiment-text.ts';
import { facts } from '../../table.ts';
import { findWebhook } from './find.ts';
import { healthText } from './health-text.ts';

export function showWebhookCommand(cli: Cli): Command {
  return command('show', 'one webhook: where it goes, what it is told, how that goes', ['webhooks show pipeline'])
    .argument('<webhook>', 'its id or name')
    .action(async (idOrName: string) => {
      const view = await findWebhook(await cli.connect(), idOrName);
      cli.output.result(view, () =>
        facts([
          ['webhook', `${view.name} (${view.id})`],
          ['address', `${view.address}, ${view.format}${view.authorization ? ', with authorization' : ''}`],
          ['added', `${localTime(view.createdAt)} by ${view.createdBy}`],
          ['is told', view.events.join(', ')],
          ['deliveries', healthText(view)],
          ['given up', `${view.givenUp} within the last week`],
        ]),
      );
    });
}
