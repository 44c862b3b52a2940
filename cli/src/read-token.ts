import type { ReadStream } from 'node:tty';
import { CliError, usageError } from './cli-error.ts';
import { exitCodes } from './exit-code.ts';

/** Asks for a token without showing it; in a pipe reads what comes. @throws CliError when nothing was given. */
export async function readToken(stdin: NodeJS.ReadStream, prompt: (text: string) => void): Promise<string> {
  const token = (stdin.isTTY ? await readHidden(stdin, prompt) : await readAll(stdin)).trim();
  if (token === '') throw usageError('no token was given: type it, pipe it in, or use --token');
  return token;
}

async function readAll(stdin: NodeJS.ReadStream): Promise<string> {
  let text = '';
  for await (const chunk of stdin.setEncoding('utf8')) text += chunk;
  return text;
}

/** What a terminal in raw mode sends for keys that are no text; Ctrl-D ends the input as Enter does. */
const ENTER = ['\r', '\n', '\u0004'];
const CTRL_C = '\u0003';
const ERASE = ['\u007f', '\b'];

function readHidden(stdin: ReadStream, prompt: (text: string) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = '';
    const finish = (settle: () => void) => {
      stdin.off('data', read).setRawMode(false).pause();
      prompt('\n');
      settle();
    };
    const read = (chunk: string) => {
      for (const character of chunk) {
        if (ENTER.includes(character)) return finish(() => resolve(typed));
        if (character === CTRL_C) return finish(() => reject(interrupted()));
        typed = ERASE.includes(character) ? typed.slice(0, -1) : typed + character;
      }
    };
    prompt('Token: ');
    stdin.setEncoding('utf8').setRawMode(true).resume().on('data', read);
  });
}

function interrupted(): CliError {
  return new CliError('nothing was changed', { code: 'interrupted', exitCode: exitCodes.interrupted });
}
