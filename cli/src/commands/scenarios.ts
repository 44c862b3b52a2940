import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { addUsual, command } from '../command.ts';
import { applyCommand } from './scenarios/apply.ts';
import { initCommand } from './scenarios/init.ts';
import { lintCommand } from './scenarios/lint.ts';
import { listCommand } from './scenarios/list.ts';
import { showCommand } from './scenarios/show.ts';

export function scenariosCommand(cli: Cli): Command {
  const parent = command('scenarios', 'list, show, begin, lint and apply scenarios and critical paths', [
    'scenarios list',
    'scenarios show ratings-slow',
    'scenarios init zone-gone --path press-play',
    'scenarios lint scenarios/*/*.yaml',
    'scenarios apply -f my-scenario.yaml',
  ]);
  return addUsual(parent, listCommand(cli))
    .addCommand(showCommand(cli))
    .addCommand(initCommand(cli))
    .addCommand(lintCommand(cli))
    .addCommand(applyCommand(cli));
}
