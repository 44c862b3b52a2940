import { type ExitCode, exitCodes } from '../exit-code.ts';
import { Keyboard } from './keyboard.ts';
import type { Key } from './keys.ts';
import type { Line } from './line.ts';
import { Screen } from './screen.ts';

/** How often the ages on the screen move on; a frame without a difference is not written. */
const REDRAW_MS = 250;

interface Shown {
  frame(columns: number, rows: number): Line[];
  press(key: Key): void;
  /** More than a hand types at once. */
  paste?(text: string): void;
}

/** A screen with keys from its first frame to the key that ends it: drawing, resizing, Ctrl-C and Ctrl-Z. */
export class LiveScreen {
  readonly #shown: Shown;
  readonly #screen = new Screen(process.stdout);
  readonly #keyboard: Keyboard;
  readonly #ended: Promise<ExitCode>;
  #end: (exitCode: ExitCode) => void = () => {};
  #fail: (error: unknown) => void = () => {};

  constructor(shown: Shown) {
    this.#shown = shown;
    this.#keyboard = new Keyboard(
      process.stdin,
      (key) => this.#press(key),
      (text) => shown.paste?.(text),
    );
    this.#ended = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
  }

  readonly draw = (): void => {
    this.#screen.draw(this.#shown.frame(this.#screen.columns, this.#screen.rows));
  };

  end(exitCode: ExitCode): void {
    this.#end(exitCode);
  }

  /** Keeps the screen for as long as `work` goes on, and ends it when that breaks. */
  follow(work: Promise<void>): void {
    work.catch((error: unknown) => this.#fail(error));
  }

  /** Shows itself until a person ends it; `begin` runs with the screen there. */
  async run(begin: () => void): Promise<ExitCode> {
    const timer = setInterval(this.draw, REDRAW_MS);
    process.stdout.on('resize', this.#redraw);
    this.#screen.enter();
    this.#keyboard.open();
    try {
      begin();
      this.draw();
      return await this.#ended;
    } finally {
      clearInterval(timer);
      process.stdout.off('resize', this.#redraw);
    }
  }

  /** Gives the terminal back. */
  close(): void {
    this.#keyboard.close();
    this.#screen.leave();
  }

  readonly #redraw = (): void => {
    this.#screen.forget();
    this.draw();
  };

  #press(key: Key): void {
    if (key === 'interrupt') this.#end(exitCodes.interrupted);
    else if (key === 'suspend') this.#suspend();
    else this.#shown.press(key);
    this.draw();
  }

  /** Ctrl-Z: the shell gets its terminal back until `fg`. */
  #suspend(): void {
    this.close();
    process.once('SIGCONT', () => {
      this.#screen.enter();
      this.#keyboard.open();
      this.draw();
    });
    // The whole group, as the terminal itself would: a shell waits for the wrapper scripts around this process too.
    process.kill(0, 'SIGTSTP');
  }
}
