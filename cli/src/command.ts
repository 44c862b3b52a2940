import { Command } from 'commander';

/** A subcommand is found below its parent only, `scenarios apply`; every example begins with the whole name. */
function fullName(name: string, [example = '']: readonly string[]): string {
  const words = example.split(' ');
  const end = words.indexOf(name);
  return end === -1 ? name : words.slice(0, end + 1).join(' ');
}

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
    .showHelpAfterError(`(see: hormesis ${fullName(name, examples)} --help)`)
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

/**
 * What `parent` does when it is called alone. A word that is none of its commands is told to be unknown: to `usual` it
 * would only be one too many.
 */
export function addUsual(parent: Command, usual: Command): Command {
  return parent.addCommand(usual, { isDefault: true }).hook('preSubcommand', (_parent, called) => {
    const [word = ''] = parent.args;
    if (called !== usual || word === '' || word.startsWith('-') || word === usual.name()) return;
    const known = parent.commands.map((each) => each.name()).join(', ');
    parent.error(`error: unknown command '${word}'; ${parent.name()} has ${known}`, {
      code: 'commander.unknownCommand',
    });
  });
}
