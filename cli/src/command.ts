import { Command } from 'commander';

/** A command with its `--json` switch and its examples: the common beginning of every file in `commands/`. */
export function command(
  name: string,
  description: string,
  examples: readonly string[],
  json = 'print one JSON object on stdout',
): Command {
  const lines = examples.map((example) => `  $ hormesis ${example}`);
  return new Command(name)
    .description(description)
    .option('--json', json)
    .showHelpAfterError(`(see: hormesis ${name} --help)`)
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}
