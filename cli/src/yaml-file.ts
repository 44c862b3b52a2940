import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { CliError } from './cli-error.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder, not a file',
  EACCES: 'this user may not read it',
};

/** One of the files that were named cannot be read: the others can still be looked at. */
export class UnreadableFile extends CliError {
  readonly reason: string;

  constructor(file: string, reason: string, cause?: unknown) {
    super(`cannot read ${file}: ${reason}`, { code: 'usage', cause });
    this.reason = reason;
  }

  /** The same as a mistake in the file, for commands that go on with the next one. */
  get problem() {
    return { document: 0, line: null, field: 'cannot be read', message: this.reason };
  }
}

/** The text of a file, or of stdin for `-`. @throws CliError naming the file. */
export async function readYaml(file: string, stdin: NodeJS.ReadableStream): Promise<string> {
  let yaml: string;
  try {
    yaml = file === '-' ? await text(stdin) : await readFile(file, 'utf8');
  } catch (error) {
    throw new UnreadableFile(file, reasonOf(error), error);
  }
  if (yaml.trim() === '') throw new UnreadableFile(file === '-' ? 'stdin' : file, 'it is empty');
  return yaml;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return ('code' in error && reasons[String(error.code)]) || error.message;
}
