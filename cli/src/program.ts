import { Command } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import type { Cli } from './cli.ts';
import { accessCommand } from './commands/access.ts';
import { agentsCommand } from './commands/agents.ts';
import { completeCommand, completionCommand } from './commands/completion.ts';
import { doctorCommand } from './commands/doctor.ts';
import { experimentsCommand } from './commands/experiments.ts';
import { findingsCommand } from './commands/findings.ts';
import { gamedayCommand } from './commands/gameday.ts';
import { haltCommand } from './commands/halt.ts';
import { holdCommand, releaseCommand } from './commands/hold.ts';
import { limitsCommand } from './commands/limits.ts';
import { loginCommand } from './commands/login.ts';
import { logoutCommand } from './commands/logout.ts';
import { pathsCommand } from './commands/paths.ts';
import { plannedCommands } from './commands/planned.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { scenariosCommand } from './commands/scenarios.ts';
import { showCommand } from './commands/show.ts';
import { statusCommand } from './commands/status.ts';
import { steerCommands } from './commands/steer.ts';
import { terminateCommand } from './commands/terminate.ts';
import { terminationsCommand } from './commands/terminations.ts';
import { tokenCommand } from './commands/token.ts';
import { watchCommand } from './commands/watch.ts';
import { webhooksCommand } from './commands/webhooks.ts';

const EPILOGUE = `
Examples:
  $ hormesis login http://127.0.0.1:7070
  $ hormesis run recommendations-down --wait
  $ hormesis watch
  $ hormesis halt --all

Environment:
  HORMESIS_URL     address of the control plane, instead of the one of "hormesis login"
  HORMESIS_TOKEN   bearer token, instead of the one of "hormesis login"
  NO_COLOR         no colours on a terminal

Exit codes:
  0  passed, or done        2  failed: harm was found     4  refused by a limit
  1  usage or connection    3  inconclusive, or agents that did not confirm`;

/** All commands, in the order of their help. */
export function buildProgram(cli: Cli): Command {
  const program = new Command('hormesis')
    .description('Failure injection testing for live traffic, from a terminal.')
    .version(manifest.version)
    .showHelpAfterError('(see: hormesis --help)')
    .addHelpText('after', EPILOGUE);
  const groups: Record<string, Command[]> = {
    'Stop:': [haltCommand(cli), holdCommand(cli), releaseCommand(cli)],
    'Look:': [
      statusCommand(cli),
      watchCommand(cli),
      experimentsCommand(cli),
      showCommand(cli),
      pathsCommand(cli),
      scenariosCommand(cli),
      limitsCommand(cli),
      findingsCommand(cli),
      reportCommand(cli),
      agentsCommand(cli),
      doctorCommand(cli),
    ],
    'Experiment:': [runCommand(cli), ...plannedCommands(cli), ...steerCommands(cli), tokenCommand(cli)],
    'Game days:': [gamedayCommand(cli)],
    'Terminate:': [terminateCommand(cli), terminationsCommand(cli)],
    'Sign in:': [loginCommand(cli), logoutCommand(cli), accessCommand(cli)],
    'Tell others:': [webhooksCommand(cli)],
    'Shell:': [completionCommand(cli)],
  };
  for (const [heading, commands] of Object.entries(groups)) {
    for (const each of commands) program.addCommand(each.helpGroup(heading));
  }
  return program.addCommand(completeCommand(cli, program), { hidden: true });
}
