import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { usageError } from './cli-error.ts';

/** The text of a file, or of stdin for `-`. @throws CliError naming the file. */
export async function readYaml(file: string, stdin: NodeJS.ReadableStream): Promise<string> {
  let yaml: string;
  try {
    yaml = file === '-' ? await text(stdin) : await readFile(file, 'utf8');
  } catch (error) {
    throw usageError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (yaml.trim() === '') throw usageError(`${file === '-' ? 'stdin' : file} is empty`);
  return yaml;
}
