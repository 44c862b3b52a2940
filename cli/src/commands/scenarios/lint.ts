import { lintResult, type Problem } from '@hormesis/contract/scenario.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { usageError } from '../../cli-error.ts';
import type { Client } from '../../client.ts';
import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { printable } from '../../printable.ts';
import { readYaml, UnreadableFile } from '../../yaml-file.ts';

type FileProblem = Problem & { readonly file: string };

export function lintCommand(cli: Cli): Command {
  return command('lint', 'check YAML files without changing anything; exits with 1 when something is wrong', [
    'scenarios lint scenarios/*/*.yaml',
    'scenarios lint - < scenario.yaml',
  ])
    .argument('[files...]', 'YAML files, or - for stdin')
    .option('-f, --file <files...>', 'the same as an option')
    .action(async (named: string[], { file = [] }: { file?: string[] }) => {
      const files = [...named, ...file];
      if (files.length === 0) throw usageError('name the YAML files to check, or - for stdin');
      const problems = await lintAll(cli, files);
      if (problems.length > 0) cli.exitCode = exitCodes.usage;
      cli.output.result({ ok: problems.length === 0, problems }, () => lintLines(files, problems));
    });
}

async function lintAll(cli: Cli, files: readonly string[]): Promise<FileProblem[]> {
  const client = await cli.connect();
  const found: FileProblem[] = [];
  for (const file of files) {
    found.push(...(await lintOne(cli, client, file)));
  }
  return found;
}

/** A file that cannot be read hides nothing about the others. */
async function lintOne(cli: Cli, client: Client, file: string): Promise<FileProblem[]> {
  try {
    const { problems } = await client.post('/scenarios/lint', { yaml: await readYaml(file, cli.stdin) }, lintResult);
    return problems.map((problem) => ({ file, ...problem }));
  } catch (error) {
    if (error instanceof UnreadableFile) return [{ file, ...error.problem }];
    throw error;
  }
}

function lintLines(files: readonly string[], problems: readonly FileProblem[]): string[] {
  if (problems.length === 0)
    return [`${files.length} ${files.length === 1 ? 'file' : 'files'} checked, nothing is wrong`];
  return problems.map(({ file, line, field, message }) =>
    printable(`${file}${line === null ? '' : `:${line}`}: ${field}: ${message}`),
  );
}
