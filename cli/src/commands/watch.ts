import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { usageError } from '../cli-error.ts';
import { command } from '../command.ts';
import { exitCodeOfEnd } from '../exit-code.ts';

const ID = /^e[a-z0-9]{5,31}$/;

export function watchCommand(cli: Cli): Command {
  return command(
    'watch',
    'live screen: everything, or one experiment; in a pipe a line for each change',
    ['watch', 'watch e7k2m9q4x1', 'watch e7k2m9q4x1 | tee drill.log', 'watch --json | jq .status.traffic'],
    'one JSON object a line, at every change, and no screen',
  )
    .argument('[experiment]', 'its id; without one, everything that runs')
    .addHelpText(
      'after',
      '\nKeys: p pause, r resume, m or P promote, h halt this one, H halt all, arrows and Enter choose and open, Esc back, q quit.\nPromoting and halting ask once; h and H also confirm themselves when pressed again.',
    )
    .action(async (id: string | undefined) => {
      if (id !== undefined && !ID.test(id)) {
        throw usageError(`${JSON.stringify(id)} is no id of an experiment: "hormesis experiments" lists them`);
      }
      const client = await cli.connect();
      if (process.stdout.isTTY && process.env.TERM !== 'dumb' && !cli.output.json) {
        const { WatchScreen } = await import('../watch/watch-screen.ts');
        const { exitCode, last } = await new WatchScreen(client).run(id ?? null);
        cli.exitCode = exitCode;
        for (const line of last) cli.output.line(line);
        return;
      }
      const { watchExperimentLines, watchNowLines } = await import('../watch/watch-lines.ts');
      if (id === undefined) await watchNowLines(client, cli.output);
      else cli.exitCode = exitCodeOfEnd(await watchExperimentLines(client, id, cli.output));
    });
}
