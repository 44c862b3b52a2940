import type { Argument, Command, Option } from 'commander';

/** What can stand where the cursor is. */
export type Wanted =
  | { readonly kind: 'words'; readonly words: readonly Candidate[] }
  | { readonly kind: 'files' }
  | { readonly kind: 'live'; readonly of: LiveName; readonly command: string };

export type Candidate = readonly [word: string, description: string];
/** Names that only the control plane knows. */
export type LiveName = 'scenario' | 'experiment' | 'path' | 'finding' | 'gameday' | 'webhook';

const liveNames: readonly string[] = [
  'scenario',
  'experiment',
  'path',
  'finding',
  'gameday',
  'webhook',
] satisfies LiveName[];
const NOTHING: Wanted = { kind: 'words', words: [] };

/**
 * What can stand at the last of `words`, which are the words of a command line behind the program's name. Everything is
 * read from the commands themselves, so a new command or option is completed without a line written for it.
 */
export function wantedAt(program: Command, words: readonly string[]): Wanted {
  const current = words.at(-1) ?? '';
  let command = program;
  let position = 0;
  let option: Option | undefined;
  for (const word of words.slice(0, -1)) {
    const inner = position === 0 ? command.commands.find((each) => each.name() === word) : undefined;
    if (option && !word.startsWith('-')) {
      if (!option.variadic) option = undefined;
    } else if (word.startsWith('-')) {
      option = command.options.find(
        (each) => (each.long === word || each.short === word) && (each.required || each.optional),
      );
    } else if (inner) command = inner;
    else position += 1;
  }
  if (option?.required && !current.startsWith('-')) return ofValue(option, command);
  if (current.startsWith('-')) return { kind: 'words', words: options(command) };
  if (position === 0 && command.commands.length > 0) return { kind: 'words', words: commands(command) };
  const last = command.registeredArguments.at(-1);
  return ofArgument(command.registeredArguments[position] ?? (last?.variadic ? last : undefined), command);
}

function ofArgument(argument: Argument | undefined, command: Command): Wanted {
  if (!argument) return NOTHING;
  if (argument.argChoices) return { kind: 'words', words: argument.argChoices.map((choice) => [choice, '']) };
  const name = argument.name();
  if (name === 'files') return { kind: 'files' };
  return isLiveName(name) ? { kind: 'live', of: name, command: command.name() } : NOTHING;
}

function ofValue(option: Option, command: Command): Wanted {
  // `--day <gameday>`: what stands for the value is its kind, as with arguments.
  const kind = /<([\w-]+)>/.exec(option.flags)?.[1] ?? '';
  if (isLiveName(kind)) return { kind: 'live', of: kind, command: command.name() };
  if (option.argChoices) return { kind: 'words', words: option.argChoices.map((choice) => [choice, '']) };
  return option.attributeName() === 'file' ? { kind: 'files' } : NOTHING;
}

function isLiveName(name: string): name is LiveName {
  return liveNames.includes(name);
}

function commands(command: Command): Candidate[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((each) => [each.name(), each.description()]);
}

function options(command: Command): Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map((each) => [each.long ?? each.short ?? '', each.description]);
}
