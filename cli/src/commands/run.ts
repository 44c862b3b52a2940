import { type ExperimentView, experimentView, type StartBody } from '@hormesis/contract/experiment.ts';
import { preview } from '@hormesis/contract/preview.ts';
import type { RampPlan } from '@hormesis/contract/ramp.ts';
import { criticalPathView, scenarioView } from '@hormesis/contract/scenario.ts';
import { type Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { usageError } from '../cli-error.ts';
import type { Client } from '../client.ts';
import { command } from '../command.ts';
import { parseDuration } from '../duration.ts';
import { exitCodeOfEnd, exitCodes } from '../exit-code.ts';
import { summaryLines } from '../experiment-text.ts';
import { follow } from '../follow.ts';
import { outcome } from '../outcome.ts';
import { previewLines } from '../preview-text.ts';
import { Progress } from '../progress.ts';
import { rampOf } from '../ramp.ts';
import { settle } from '../settle.ts';
import { parsePercent, parsePpm, parseShares } from '../share.ts';

interface RunOptions {
  readonly percent?: number;
  readonly ppm?: number;
  readonly ramp?: number[];
  readonly stageHold?: number;
  readonly wait?: boolean;
  readonly dryRun?: boolean;
}

const MAX_STAGE_HOLD_SECONDS = 30 * 24 * 3_600;

export function runCommand(cli: Cli): Command {
  return command('run', 'start an experiment; without a share, with the ramp of the scenario or of its path', [
    'run recommendations-down --wait',
    'run ratings-slow --percent 2.5',
    'run ratings-slow --ramp 2,10,25 --stage-hold 30s --wait --json',
    'run ratings-slow --percent 5 --dry-run',
  ])
    .argument('<scenario>', 'name of a scenario')
    .addOption(
      new Option('--percent <share>', 'one stage at this share of live traffic, percent')
        .argParser(parsePercent)
        .conflicts(['ppm', 'ramp']),
    )
    .addOption(new Option('--ppm <share>', 'the same in parts per million').argParser(parsePpm).conflicts('ramp'))
    .addOption(new Option('--ramp <shares>', 'rising shares, percent, for instance 2,10,25').argParser(parseShares))
    .addOption(
      new Option('--stage-hold <time>', 'each stage of --ramp lasts at least this long, for instance 30s').argParser(
        (text) => parseDuration(text, 1, MAX_STAGE_HOLD_SECONDS),
      ),
    )
    .option('--wait', 'follow it to its end; the exit code tells the verdict (Ctrl-C leaves it running)')
    .addOption(
      new Option(
        '--dry-run',
        'only tell whom it would touch, what it could tell and cost, and what would refuse it',
      ).conflicts('wait'),
    )
    .action(async (scenario: string, options: RunOptions) => {
      if (options.stageHold !== undefined && !options.ramp) throw usageError('--stage-hold belongs to --ramp');
      if (options.dryRun) return dryRun(cli, scenario, options);
      const interruption = onInterrupt(cli, options.wait === true);
      const client = await cli.connect();
      const started = await client.post('/experiments', await startBody(client, scenario, options), experimentView);
      interruption.experiment = started.id;
      const view = options.wait ? await waitForEnd(cli, client, started) : started;
      cli.output.result(outcome(view), () => summaryLines(view, cli.output.paint));
      if (!options.wait) cli.output.note(`\nFollow it: hormesis show ${view.id}   Halt it: hormesis halt ${view.id}`);
    });
}

/** Nothing starts. A script sees by the exit code whether a limit would refuse it. */
async function dryRun(cli: Cli, scenario: string, options: RunOptions): Promise<void> {
  const client = await cli.connect();
  const told = await client.post('/experiments/preview', await startBody(client, scenario, options), preview);
  if (told.refusals.length > 0) cli.exitCode = exitCodes.refused;
  cli.output.result(told, () => previewLines(told));
}

async function startBody(client: Client, scenario: string, options: RunOptions): Promise<StartBody> {
  const trafficPpm = options.percent ?? options.ppm;
  if (trafficPpm !== undefined) return { scenario, trafficPpm };
  if (options.ramp === undefined) return { scenario };
  const holdMs = options.stageHold === undefined ? undefined : options.stageHold * 1_000;
  return { scenario, ramp: rampOf(options.ramp, await usualRamp(client, scenario), holdMs) };
}

/** The ramp the scenario would take by itself: its own, or that of its path. */
async function usualRamp(client: Client, name: string): Promise<RampPlan | undefined> {
  const { scenario } = await client.get(`/scenarios/${encodeURIComponent(name)}`, scenarioView);
  if (scenario.ramp) return scenario.ramp;
  return (await client.get(`/paths/${encodeURIComponent(scenario.path)}`, criticalPathView)).path.ramp;
}

async function waitForEnd(cli: Cli, client: Client, started: ExperimentView): Promise<ExperimentView> {
  const progress = new Progress(cli.output);
  progress.view(started);
  try {
    const view = await settle(client, await follow(client, started.id, progress));
    cli.exitCode = exitCodeOfEnd(view);
    return view;
  } finally {
    progress.done();
  }
}

/** Ctrl-C ends the waiting, not the experiment: a dropped terminal must not decide over live traffic, so it says what goes on. */
function onInterrupt(cli: Cli, waiting: boolean): { experiment: string | null } {
  const interruption: { experiment: string | null } = { experiment: null };
  if (!waiting) return interruption;
  process.once('SIGINT', () => {
    const { experiment } = interruption;
    cli.output.note(
      experiment === null
        ? '\nNot waiting any more. The experiment may have started: hormesis experiments'
        : `\nNot waiting any more. Experiment ${experiment} is still running. Halt it: hormesis halt ${experiment}   See it: hormesis show ${experiment}`,
    );
    process.exit(exitCodes.interrupted);
  });
  return interruption;
}
