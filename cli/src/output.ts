import { stripVTControlCharacters, styleText } from 'node:util';
import type { CliError } from './cli-error.ts';
import { errorLines } from './error-text.ts';

type Style = 'bold' | 'red' | 'green' | 'yellow';

export interface OutputStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/**
 * Everything the program says. Results go to stdout, and with `--json` that is exactly one object; whatever else there
 * is to say goes to stderr. Colours only where the stream is a terminal and NO_COLOR is not set (`styleText` sees to it).
 */
export class Output {
  readonly json: boolean;
  readonly #stdout: OutputStream;
  readonly #stderr: OutputStream;

  constructor(json: boolean, stdout: OutputStream, stderr: OutputStream) {
    this.json = json;
    this.#stdout = stdout;
    this.#stderr = stderr;
  }

  /** Prints the result of a command: `value` as JSON, or the lines made for a person. */
  result(value: unknown, lines: () => readonly string[]): void {
    if (this.json) this.#stdout.write(`${JSON.stringify(value)}\n`);
    else for (const line of lines()) this.#stdout.write(`${line}\n`);
  }

  /** One line on stdout, for commands that tell what happens while it happens. */
  line(text: string): void {
    this.#stdout.write(`${text}\n`);
  }

  note(text: string): void {
    this.#stderr.write(`${text}\n`);
  }

  error(error: CliError): void {
    if (this.json) this.#stdout.write(`${JSON.stringify(error)}\n`);
    const [first, ...more] = errorLines(error);
    this.note(styleText('red', `hormesis: ${first}`, { stream: this.#stderr }));
    for (const line of more) this.note(`  ${line}`);
  }

  readonly paint = (style: Style, text: string): string => styleText(style, text, { stream: this.#stdout });

  /** A line on stderr that is written over again and again, or null where stderr is no terminal. */
  liveLine(): LiveLine | null {
    return this.#stderr.isTTY ? new LiveLine(this.#stderr) : null;
  }
}

const ERASE_LINE = '\r\u001b[2K';

export class LiveLine {
  readonly #stream: OutputStream;

  constructor(stream: OutputStream) {
    this.#stream = stream;
  }

  /** Cut to the width of the terminal: a line that wraps could not be erased again. */
  show(text: string): void {
    const columns = this.#stream.columns || 80;
    this.#stream.write(`${ERASE_LINE}${stripVTControlCharacters(text).slice(0, columns - 1)}`);
  }

  clear(): void {
    this.#stream.write(ERASE_LINE);
  }
}
