import { type TerminationCalendar, terminationCalendar } from '@hormesis/contract/terminations.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { localMoment, localTime } from '../../experiment-text.ts';
import { printable } from '../../printable.ts';
import { table } from '../../table.ts';
import { planText } from '../../termination-text.ts';

export function terminationPlanCommand(cli: Cli): Command {
  return command('plan', 'what chance has chosen for today, and what came of it', [
    'terminations plan',
    'terminations plan --all',
  ])
    .option('--all', 'also the last two weeks', false)
    .action(async ({ all }: { all: boolean }) => {
      const client = await cli.connect();
      const calendar = await client.get('/terminations/calendar', terminationCalendar);
      cli.output.result(calendar, () => planLines(calendar, all));
    });
}

function planLines({ today, zone, nextPlanAt, days }: TerminationCalendar, all: boolean): string[] {
  const shown = days.filter(({ day }) => all || day === today);
  const now = days.find(({ day }) => day === today);
  const plans = shown.flatMap((each) => each.plans);
  const closed = now?.closedBecause ? [`No work day in ${zone}: ${now.closedBecause}.`] : [];
  const next =
    nextPlanAt === null ? 'Terminations are not enabled.' : `The next plan is made at ${localMoment(nextPlanAt)}.`;
  const problems = (now?.problems ?? []).map((problem) => printable(`not looked at: ${problem}`));
  const rows = plans.map((plan) => [
    plan.id,
    localTime(plan.dueAt),
    plan.group,
    plan.leashed ? 'dry run' : 'kill',
    planText(plan),
  ]);
  if (rows.length === 0) return [...closed, `Nothing is planned${all ? '' : ' today'}.`, next, ...problems];
  return [...table(['plan', 'due', 'group', 'what', 'state'], rows), ...closed, next, ...problems];
}
