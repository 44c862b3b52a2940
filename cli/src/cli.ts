import { Client } from './client.ts';
import { findCredentials } from './credentials.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { Output } from './output.ts';

/** What every command has at hand. */
export class Cli {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadStream;
  readonly output: Output;
  exitCode: ExitCode = exitCodes.done;

  constructor(process: NodeJS.Process) {
    this.env = process.env;
    this.stdin = process.stdin;
    // Read here and not from the parsed options: a mistake on the command line must be told as JSON too.
    this.output = new Output(process.argv.includes('--json'), process.stdout, process.stderr);
  }

  /** A client for the control plane that the environment or the stored login names. */
  async connect(): Promise<Client> {
    return new Client(await findCredentials(this.env));
  }
}
