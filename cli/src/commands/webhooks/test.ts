import { webhookTestResult } from '@hormesis/contract/webhook.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { findWebhook } from './find.ts';

export function testWebhookCommand(cli: Cli): Command {
  return command('test', 'send it an event now; exits with 1 when it was not taken', ['webhooks test pipeline'])
    .argument('<webhook>', 'its id or name')
    .action(async (idOrName: string) => {
      const client = await cli.connect();
      const { id, name } = await findWebhook(client, idOrName);
      const tried = await client.post(`/webhooks/${id}/test`, {}, webhookTestResult);
      const came = tried.delivered
        ? `${name} took it: ${tried.status}, ${tried.tookMs} ms`
        : `${name} did not take it: ${tried.error} (${tried.tookMs} ms)`;
      cli.output.result(tried, () => [came]);
      if (!tried.delivered) cli.exitCode = exitCodes.usage;
    });
}
