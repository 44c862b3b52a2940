import { type GameDayLint, gameDayLint, gameDayView } from '@hormesis/contract/game-day.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import type { Client } from '../../client.ts';
import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { dayLines } from '../../game-day-text.ts';
import { printable } from '../../printable.ts';
import { readYaml, UnreadableFile } from '../../yaml-file.ts';

/** `lint` and `plan`: from a file to a day. */
export function planCommands(cli: Cli): Command[] {
  return [lintGameDayCommand(cli), planGameDayCommand(cli)];
}

function lintGameDayCommand(cli: Cli): Command {
  return command('lint', 'check plans without keeping them; exits with 1 when something is wrong', [
    'gameday lint game-day.yaml',
    'gameday lint - < game-day.json',
  ])
    .argument('<files...>', 'YAML or JSON files, or - for stdin')
    .action(async (files: string[]) => {
      const client = await cli.connect();
      const found: (GameDayLint & { file: string })[] = [];
      for (const file of files) {
        found.push({ file, ...(await lintOne(cli, client, file)) });
      }
      if (found.some(({ ok }) => !ok)) cli.exitCode = exitCodes.usage;
      cli.output.result({ ok: found.every(({ ok }) => ok), files: found }, () => found.flatMap(lintLines));
    });
}

/** A file that cannot be read hides nothing about the others. */
async function lintOne(cli: Cli, client: Client, file: string): Promise<GameDayLint> {
  try {
    return await client.post('/game-days/lint', { yaml: await readYaml(file, cli.stdin) }, gameDayLint);
  } catch (error) {
    if (error instanceof UnreadableFile) return { ok: false, problems: [error.problem], warnings: [] };
    throw error;
  }
}

function lintLines({ file, problems, warnings }: GameDayLint & { file: string }): string[] {
  const lines = [
    ...problems.map((each) => ({ ...each, prefix: '' })),
    ...warnings.map((each) => ({ ...each, prefix: 'warning: ' })),
  ].map(({ line, field, message, prefix }) =>
    printable(`${file}${line === null ? '' : `:${line}`}: ${prefix}${field}: ${message}`),
  );
  return problems.length === 0 ? [...lines, `${file}: nothing is wrong`] : lines;
}

function planGameDayCommand(cli: Cli): Command {
  return command('plan', 'plan a game day from a YAML or JSON file; its lead starts it', [
    'gameday plan game-day.yaml',
    'gameday plan - < game-day.json',
  ])
    .argument('<files...>', 'one file, or - for stdin')
    .action(async (files: string[]) => {
      const client = await cli.connect();
      const yaml = (await Promise.all(files.map((file) => readYaml(file, cli.stdin)))).join('\n---\n');
      const day = await client.post('/game-days', { yaml }, gameDayView);
      cli.output.result(day, () => [...dayLines(day), '', `${day.lead} starts it: hormesis gameday start ${day.id}`]);
    });
}
