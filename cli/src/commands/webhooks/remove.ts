import type { Command } from 'commander';
import { z } from 'zod';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { findWebhook } from './find.ts';

const removed = z.object({ id: z.string(), name: z.string() });

export function removeWebhookCommand(cli: Cli): Command {
  return command('remove', 'tell it nothing more; what waits for it is dropped', ['webhooks remove pipeline'])
    .argument('<webhook>', 'its id or name')
    .action(async (idOrName: string) => {
      const client = await cli.connect();
      const { id } = await findWebhook(client, idOrName);
      const answer = await client.post(`/webhooks/${id}/remove`, {}, removed);
      cli.output.result(answer, () => [`The webhook ${answer.name} is removed.`]);
    });
}
