import { writeSync } from 'node:fs';
import { type Line, renderLine } from './line.ts';

const ESC = '\u001b[';
/** Alternate screen, no cursor, and no wrapping: a line that is too long must not push the others down. */
const ENTER = `${ESC}?1049h${ESC}?25l${ESC}?7l${ESC}2J`;
const LEAVE = `${ESC}?7h${ESC}?25h${ESC}?1049l`;
/** Between these a terminal that knows them shows nothing, so that no half frame is ever seen. */
const BEGIN_FRAME = `${ESC}?2026h`;
const END_FRAME = `${ESC}?2026l`;

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The alternate screen of a terminal. A frame is one write that holds only the lines that differ from the frame before,
 * each overwritten in place, so nothing flickers and a slow line (ssh) is spared.
 */
export class Screen {
  readonly #stream: NodeJS.WriteStream & { readonly fd: number };
  readonly #colours: boolean;
  #shown: string[] = [];
  #open = false;
  readonly #leaveAtExit = () => this.leave();
  readonly #endBySignal = (_name: NodeJS.Signals, number: number) => process.exit(128 + number);

  constructor(stream: NodeJS.WriteStream & { readonly fd: number }) {
    this.#stream = stream;
    this.#colours = stream.hasColors();
  }

  get columns(): number {
    return this.#stream.columns || 80;
  }

  get rows(): number {
    return this.#stream.rows || 24;
  }

  /** Until `leave`. Whatever ends the process in between, a signal or an uncaught error too, gives the terminal back. */
  enter(): void {
    if (this.#open) return;
    this.#open = true;
    this.#shown = [];
    process.on('exit', this.#leaveAtExit);
    for (const signal of ENDING) process.on(signal, this.#endBySignal);
    this.#stream.write(ENTER);
  }

  /** Gives the terminal back as it was. Written at once: at the end of the process nothing later would be. */
  leave(): void {
    if (!this.#open) return;
    this.#open = false;
    process.off('exit', this.#leaveAtExit);
    for (const signal of ENDING) process.off(signal, this.#endBySignal);
    try {
      writeSync(this.#stream.fd, LEAVE);
    } catch {
      // the terminal is gone, or takes nothing more
    }
  }

  /** Draws these lines from the top; what stands below them goes. */
  draw(lines: readonly Line[]): void {
    if (!this.#open) return;
    const { rows, columns } = this;
    const next = Array.from({ length: rows }, (_, row) => renderLine(lines[row] ?? [], columns, this.#colours));
    const changes = next.flatMap((text, row) => (text === this.#shown[row] ? [] : [`${ESC}${row + 1};1H${text}`]));
    this.#shown = next;
    if (changes.length > 0) this.#stream.write(`${BEGIN_FRAME}${changes.join('')}${END_FRAME}`);
  }

  /** After a change of size, or when somebody else wrote here: nothing of what stood there counts any more. */
  forget(): void {
    this.#shown = [];
  }
}
