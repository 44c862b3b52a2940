import { type TerminationGroup, terminationGroups, terminationView } from '@hormesis/contract/terminations.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { usageError } from '../cli-error.ts';
import { command } from '../command.ts';
import { exitCodeOfKill } from '../exit-code.ts';
import { parsePercent } from '../share.ts';
import { terminationLines } from '../termination-text.ts';

interface TerminateOptions {
  readonly leashed?: boolean;
  readonly unleashed?: boolean;
  readonly confirm?: string;
  readonly count?: number;
  readonly share?: number;
  readonly zone?: string;
  readonly oneAtATime?: boolean;
  readonly pods?: 'evict' | 'delete';
  readonly grace?: number;
}

export function terminateCommand(cli: Cli): Command {
  return command('terminate', 'kill one member of a group, or try how it would be', [
    'terminate checkout-main',
    'terminate ec2/prod/eu-west-1/checkout/main/checkout-main --unleashed --confirm ec2/prod/eu-west-1/checkout/main/checkout-main',
    'terminate api --zone eu-west-1a',
  ])
    .argument('<group>', 'its key, or the end of it, its cluster or its application where only one group has that')
    .option('--leashed', 'a dry run: everything but the kill (this is what happens without --unleashed)')
    .option('--unleashed', 'kill for real; needs --confirm')
    .option('--confirm <key>', 'the key of the group, typed out')
    .option('--count <number>', 'so many members', wholeNumber)
    .option('--share <percent>', 'this share of those who may die, for instance 25%', parsePercent)
    .option('--zone <zone>', 'everybody in this zone')
    .option('--one-at-a-time', 'each only when the group is whole again')
    .option('--pods <how>', '"evict" respects disruption budgets, "delete" does not', howPods)
    .option('--grace <seconds>', 'how long a pod may take to end', wholeNumber)
    .action(async (name: string, options: TerminateOptions) => {
      if (options.leashed && options.unleashed) throw usageError('give either --leashed or --unleashed, not both');
      const client = await cli.connect();
      const group = groupNamed(name, (await client.get('/terminations/groups', terminationGroups)).items);
      if (options.unleashed && options.confirm !== group.key)
        throw usageError(`to kill for real, type out the group: --unleashed --confirm ${group.key}`);
      const view = await client.post('/terminations', bodyOf(group, options), terminationView);
      cli.exitCode = exitCodeOfKill(view);
      cli.output.result(view, () => terminationLines(view));
    });
}

/** The one group that is meant. @throws CliError that names all that could be */
function groupNamed(name: string, groups: readonly TerminationGroup[]): TerminationGroup {
  const exact = groups.find(({ key }) => key === name);
  if (exact) return exact;
  const meant = groups.filter(({ key, app, cluster }) => key.endsWith(`/${name}`) || app === name || cluster === name);
  const [only, ...others] = meant;
  if (only && others.length === 0) return only;
  if (!only)
    throw usageError(`there is no group ${JSON.stringify(name)}; "hormesis terminations groups" names them all`);
  throw usageError(`${JSON.stringify(name)} may be any of ${meant.map(({ key }) => key).join(', ')}; give its key`);
}

function bodyOf({ key }: TerminationGroup, options: TerminateOptions) {
  const { count, share, zone, pods, grace, oneAtATime } = options;
  return {
    group: key,
    leashed: !options.unleashed,
    ...(options.confirm === undefined ? {} : { confirm: options.confirm }),
    ...(count === undefined ? {} : { count }),
    ...(share === undefined ? {} : { sharePpm: share }),
    ...(zone === undefined ? {} : { zone }),
    ...(oneAtATime ? { oneAtATime } : {}),
    ...(pods === undefined ? {} : { pods }),
    ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
  };
}

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw usageError(`must be a whole number, got ${JSON.stringify(text)}`);
  return Number(text);
}

function howPods(text: string): 'evict' | 'delete' {
  if (text === 'evict' || text === 'delete') return text;
  throw usageError(`--pods must be "evict" or "delete", got ${JSON.stringify(text)}`);
}
