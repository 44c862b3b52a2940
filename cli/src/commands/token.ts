import { type TesterToken, testerToken } from '@hormesis/contract/experiment.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { command } from '../command.ts';
import { duration, parseDuration } from '../duration.ts';
import { localTime } from '../experiment-text.ts';

const MIN_TTL_SECONDS = 10;
const MAX_TTL_SECONDS = 3_600;
const DEFAULT_TTL_SECONDS = 900;

export function tokenCommand(cli: Cli): Command {
  return command('token', 'a header that fails the calls of one tester, at 0 % of live traffic', [
    'token license-slow',
    'token license-slow --ttl 5m',
  ])
    .argument('<scenario>', 'name of a scenario')
    .option('--ttl <time>', `how long it holds, ${duration(MIN_TTL_SECONDS)} to ${duration(MAX_TTL_SECONDS)}`, (text) =>
      parseDuration(text, MIN_TTL_SECONDS, MAX_TTL_SECONDS),
    )
    .addHelpText(
      'after',
      '  $ curl -H "$(hormesis token license-slow)" -H \'x-user-id: u1\' http://127.0.0.1:7071/play/paper-harbour',
    )
    .action(async (scenario: string, { ttl = DEFAULT_TTL_SECONDS }: { ttl?: number }) => {
      const client = await cli.connect();
      const answer = await client.post('/tester-tokens', { scenario, ttlSeconds: ttl }, testerToken);
      cli.output.result(answer, () => [`${answer.header.name}: ${answer.header.value}`]);
      if (!cli.output.json) cli.output.note(explanation(scenario, answer));
    });
}

/** Goes to stderr, so that `curl -H "$(hormesis token …)"` gets the header and nothing else. */
function explanation(scenario: string, { experiment, expiresAt }: TesterToken): string {
  return [
    `Requests with this header get the faults of ${scenario} until ${localTime(expiresAt)}; live traffic is not touched.`,
    `It is experiment ${experiment}; stop it sooner: hormesis halt ${experiment}`,
  ].join('\n');
}
