import { Option } from 'commander';
import type { Cli } from './cli.ts';
import type { Client, Schema } from './client.ts';

/** `--format md|json`; `--json` means the same as the second. */
export function formatOption(): Option {
  return new Option('--format <format>', 'Markdown, or everything as JSON').choices(['md', 'json']).default('md');
}

/** Prints a report as the control plane makes it: it is the same for everybody, whatever their version of this program. */
export async function printReport<T>(
  cli: Cli,
  client: Client,
  path: string,
  schema: Schema<T>,
  format: string,
): Promise<void> {
  if (format === 'json' || cli.output.json) cli.output.line(JSON.stringify(await client.get(path, schema), null, 2));
  else cli.output.line((await client.text(`${path}?format=md`)).trimEnd());
}
