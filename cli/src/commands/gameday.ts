import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { addUsual, command } from '../command.ts';
import { handoverCommand } from './gameday/handover.ts';
import { listGameDaysCommand } from './gameday/list.ts';
import { moveCommands } from './gameday/move.ts';
import { planCommands } from './gameday/plan.ts';
import { gameDayReportCommand } from './gameday/report.ts';
import { showGameDayCommand } from './gameday/show.ts';
import { stopCommands } from './gameday/stop.ts';
import { watchGameDayCommand } from './gameday/watch.ts';
import { writeCommands } from './gameday/write.ts';

export function gamedayCommand(cli: Cli): Command {
  const all = [
    listGameDaysCommand(cli),
    showGameDayCommand(cli),
    ...planCommands(cli),
    ...moveCommands(cli),
    ...writeCommands(cli),
    ...stopCommands(cli),
    handoverCommand(cli),
    watchGameDayCommand(cli),
    gameDayReportCommand(cli),
  ];
  const parent = command('gameday', 'game days: plan, lead step by step, write down, stop together, report', [
    'gameday plan game-day.yaml',
    'gameday start',
    'gameday next',
    'gameday observe "the page has no stars"',
    'gameday halt',
    'gameday report autumn-drill > report.md',
  ]);
  for (const each of all) {
    if (each.name() === 'list') addUsual(parent, each);
    else parent.addCommand(each);
  }
  return parent;
}
