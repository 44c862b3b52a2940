import type { Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import type { Cli } from '../cli.ts';
import { command } from '../command.ts';
import { examine } from '../doctor/examine.ts';
import type { Finding, Level } from '../doctor/finding.ts';
import { exitCodes } from '../exit-code.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';

const styles = { ok: 'green', warn: 'yellow', failed: 'red' } as const satisfies Record<Level, string>;

export function doctorCommand(cli: Cli): Command {
  return command('doctor', 'check connection, sign-in, clock, database, agents, hold switch, telemetry and webhooks', [
    'doctor',
    'doctor --json',
    'doctor && hormesis run ratings-slow --wait',
  ])
    .addHelpText('after', '\nOne line a check: ok, warn or failed, and what to do. Exits with 1 when one failed.')
    .action(async () => {
      const findings = await examine(await cli.connect(), manifest.version);
      const healthy = findings.every(({ level }) => level !== 'failed');
      if (!healthy) cli.exitCode = exitCodes.usage;
      cli.output.result({ ok: healthy, checks: findings }, () => findings.map((each) => line(each, cli.output.paint)));
    });
}

function line({ check, level, text, todo }: Finding, paint: Output['paint']): string {
  const advice = todo === '' ? '' : ` → ${todo}`;
  return `${paint(styles[level], level.padEnd(6))}  ${check.padEnd(14)}  ${printable(text + advice)}`;
}
