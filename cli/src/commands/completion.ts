import { Argument, type Command } from 'commander';
import type { Cli } from '../cli.ts';
import { command } from '../command.ts';
import { wantedAt } from '../completion/candidates.ts';
import { liveNames } from '../completion/live-names.ts';
import { completionScripts, type Shell } from '../completion/scripts.ts';
import { printable } from '../printable.ts';

const shells = Object.keys(completionScripts);

export function completionCommand(cli: Cli): Command {
  return command('completion', 'print the script that completes commands, options and live names at a Tab', [
    'completion bash >> ~/.bashrc',
    'completion zsh > ~/.zsh/completions/_hormesis',
    'completion fish > ~/.config/fish/completions/hormesis.fish',
  ])
    .addArgument(new Argument('<shell>', 'which one').choices(shells))
    .action((shell: Shell) => {
      const script = completionScripts[shell];
      cli.output.result({ shell, script }, () => [script.trimEnd()]);
    });
}

/**
 * What the scripts call at each Tab. Whatever goes wrong, it prints nothing and succeeds: an error message in the middle
 * of somebody's command line helps nobody.
 */
export function completeCommand(cli: Cli, program: Command): Command {
  return command('__complete', 'candidates for the last word, one a line', ['__complete -- run ra'])
    .argument('[words...]', 'the command line behind the name of the program, up to the cursor')
    .action(async (words: string[]) => {
      const current = words.at(-1) ?? '';
      const wanted = wantedAt(program, words);
      if (wanted.kind === 'files') return cli.output.line(':files');
      const candidates =
        wanted.kind === 'words'
          ? wanted.words
          : await cli
              .connect()
              .then((client) => liveNames(client, wanted.of, wanted.command, current))
              .catch(() => []);
      for (const [word, description] of candidates) {
        if (word.startsWith(current)) cli.output.line(`${printable(word)}\t${printable(description)}`);
      }
    });
}
