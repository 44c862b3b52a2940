import { Cli } from './cli.ts';
import { CliError } from './cli-error.ts';
import { buildProgram } from './program.ts';

const cli = new Cli(process);

// A reader that closed its end, as head does, wants no more output: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await buildProgram(cli).parseAsync();
  process.exitCode = cli.exitCode;
} catch (error) {
  process.exitCode = tell(error);
}

function tell(error: unknown): number {
  if (!(error instanceof CliError)) throw error;
  cli.output.error(error);
  return error.exitCode;
}
