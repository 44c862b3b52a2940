import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { createdWebhook, webhookEventKind, webhookFormat } from '@hormesis/contract/webhook.ts';
import { type Command, Option } from 'commander';
import type { Cli } from '../../cli.ts';
import { usageError } from '../../cli-error.ts';
import { command } from '../../command.ts';

interface AddOptions {
  readonly format: string;
  readonly events?: readonly string[];
  readonly authorizationFile?: string;
}

export function addWebhookCommand(cli: Cli): Command {
  return command('add', 'tell somebody else from now on; the secret that signs is told this once', [
    'webhooks add pipeline https://ci.example.com/hormesis --events experiment.halted,experiment.verdict',
    'webhooks add team - --format slack < slack-address.txt',
  ])
    .argument('<name>', 'what it is called in lists')
    .argument('<url>', 'where it goes; "-" reads it from standard input, for one that is a secret')
    .addOption(new Option('--format <format>', 'what is sent').choices(webhookFormat.options).default('json'))
    .option('--events <kinds>', 'what it is told, separated by commas; everything if not given', parseKinds)
    .option('--authorization-file <file>', 'a file with the value of the Authorization header')
    .action(async (name: string, url: string, { format, events, authorizationFile }: AddOptions) => {
      const address = url === '-' ? (await text(cli.stdin)).trim() : url;
      const authorization = authorizationFile === undefined ? undefined : await readLine(authorizationFile);
      const client = await cli.connect();
      const body = { name, url: address, format, ...(events && { events }), ...(authorization && { authorization }) };
      const made = await client.post('/webhooks', body, createdWebhook);
      cli.output.result(made, () => [made.secret]);
      if (!cli.output.json)
        cli.output.note(
          `This secret signs what ${made.name} is sent. Keep it: it is not told again. Try it: hormesis webhooks test ${made.id}`,
        );
    });
}

function parseKinds(list: string): string[] {
  const kinds = list.split(',').map((each) => each.trim());
  const unknown = kinds.find((each) => !webhookEventKind.safeParse(each).success);
  if (unknown !== undefined)
    throw usageError(
      `--events: ${JSON.stringify(unknown)} is no kind of event; there are ${webhookEventKind.options.join(', ')}`,
    );
  return kinds;
}

async function readLine(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw usageError(`--authorization-file ${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
