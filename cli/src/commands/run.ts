import { type ExperimentView, experimentView, type StartBody } from '@hormesis/contract/experiment.ts';
import { preview } from '@hormesis/contract/preview.ts';
import type { RampPlan } from '@hormesis/contract/ramp.ts';
import { criticalPathView, scenarioView } from '@hormesis/contract/scenario.ts';
import { type Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { CliError, usageError } from '../cli-error.ts';
import type { Client } from '../client.ts';
import { command } from '../command.ts';
import { parseDuration } from '../duration.ts';
import { exitCodeOfEnd, exitCodes } from '../exit-code.ts';
import { summaryLines } from '../experiment-text.ts';
import { follow } from '../follow.ts';
import { foundBy, foundLines } from '../found-by.ts';
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
  readonly at?: string;
  readonly cron?: string;
  readonly zone?: string;
  readonly draft?: boolean;
}

const MAX_STAGE_HOLD_SECONDS = 30 * 24 * 3_600;

export function runCommand(cli: Cli): Command {
  return command('run', 'start an experiment; without a share, with the ramp of the scenario or of its path', [
    'run recommendations-down --wait',
    'run ratings-slow --percent 2.5',
    'run ratings-slow --ramp 2,10,25 --stage-hold 30s --wait --json',
    'run ratings-slow --percent 5 --dry-run',
    'run ratings-slow --at 2026-03-02T09:00:00+01:00',
    'run ratings-slow --cron "0 9 * * mon-fri" --zone Europe/Berlin',
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
    .addOption(
      new Option('--at <time>', 'start then: a date and a time, with Z or an offset, else of this machine')
        .argParser(parseTime)
        .conflicts('cron'),
    )
    .option('--cron <expression>', 'start again and again: "minute hour day month weekday"; needs --zone')
    .option('--zone <zone>', 'time zone of --cron by its IANA name, for instance Europe/Berlin')
    .option('--draft', "wait for another person's approval, also where your role would not need it")
    .option('--wait', 'follow it to its end; the exit code tells the verdict (Ctrl-C leaves it running)')
    .addOption(
      new Option(
        '--dry-run',
        'only tell whom it would touch, what it could tell and cost, and what would refuse it',
      ).conflicts('wait'),
    )
    .action(async (scenario: string, options: RunOptions) => {
      refuseMisfits(options);
      if (options.dryRun) return dryRun(cli, scenario, options);
      const interruption = onInterrupt(cli, options.wait === true);
      const client = await cli.connect();
      const body = { ...(await startBody(client, scenario, options)), ...planOf(options) };
      const started = await client.post('/experiments', body, experimentView).catch((error: unknown) => {
        if (error instanceof CliError) error.scenario = scenario;
        throw error;
      });
      interruption.experiment = started.id;
      const view = options.wait ? await waitForEnd(cli, client, started) : started;
      interruption.ended = options.wait === true;
      const found = await foundBy(client, view);
      cli.output.result(outcome(view, found), () => [...summaryLines(view, cli.output.paint), ...foundLines(found)]);
      if (!options.wait) cli.output.note(`\n${nextStep(view)}`);
    });
}

/** Nothing starts. A script sees by the exit code whether a limit would refuse it. */
async function dryRun(cli: Cli, scenario: string, options: RunOptions): Promise<void> {
  const client = await cli.connect();
  const told = await client.post('/experiments/preview', await startBody(client, scenario, options), preview);
  if (told.refusals.length > 0) cli.exitCode = exitCodes.refused;
  cli.output.result(told, () => previewLines(told));
}

/** What a person may want to do now. */
function nextStep({ id, state }: ExperimentView): string {
  if (state.name === 'draft')
    return `For whoever approves it: hormesis approve ${id}   Cancel it: hormesis cancel ${id}`;
  if (state.name === 'scheduled') return `See it: hormesis show ${id}   Cancel it: hormesis cancel ${id}`;
  return `Follow it: hormesis show ${id}   Halt it: hormesis halt ${id}`;
}

function refuseMisfits({ stageHold, ramp, cron, zone, at, wait }: RunOptions): void {
  if (stageHold !== undefined && !ramp) throw usageError('--stage-hold belongs to --ramp');
  if (cron !== undefined && zone === undefined)
    throw usageError('--cron needs --zone: whose clock it is, for instance --zone Europe/Berlin');
  if (zone !== undefined && cron === undefined) throw usageError('--zone belongs to --cron; --at takes an offset');
  if (wait && (at !== undefined || cron !== undefined))
    throw usageError('--wait follows what begins now; what is planned can be watched once it runs');
}

/** When it is to begin, and whether another person has to say so. */
function planOf({ at, cron, zone, draft }: RunOptions): Pick<StartBody, 'startsAt' | 'repeat' | 'draft'> {
  return {
    ...(at === undefined ? {} : { startsAt: at }),
    ...(cron === undefined || zone === undefined ? {} : { repeat: { cron, zone } }),
    ...(draft ? { draft } : {}),
  };
}

/** A moment as the API takes it. @throws CliError for what is no date with a time. */
function parseTime(text: string): string {
  const atMs = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text) ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
  if (Number.isNaN(atMs))
    throw usageError(
      `time ${JSON.stringify(text)} is not allowed: give a date and a time, for instance 2026-03-02T09:00+01:00`,
    );
  return new Date(atMs).toISOString();
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
interface Interruption {
  experiment: string | null;
  /** It has its verdict, and only its findings are waited for. */
  ended: boolean;
}

function onInterrupt(cli: Cli, waiting: boolean): Interruption {
  const interruption: Interruption = { experiment: null, ended: false };
  if (!waiting) return interruption;
  process.once('SIGINT', () => {
    const { experiment, ended } = interruption;
    if (ended) {
      cli.output.note(`\nExperiment ${experiment} has ended. See it: hormesis show ${experiment}`);
      process.exit(cli.exitCode);
    }
    cli.output.note(
      experiment === null
        ? '\nNot waiting any more. The experiment may have started: hormesis experiments'
        : `\nNot waiting any more. Experiment ${experiment} is still running. Halt it: hormesis halt ${experiment}   See it: hormesis show ${experiment}`,
    );
    process.exit(exitCodes.interrupted);
  });
  return interruption;
}
