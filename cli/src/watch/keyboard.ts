import type { ReadStream } from 'node:tty';
import { type Key, parseKeys, pastedText } from './keys.ts';

/** The keys of a terminal, one by one as they are pressed. Where stdin is no terminal there are none. */
export class Keyboard {
  readonly #stdin: ReadStream;
  readonly #read: (chunk: string) => void;

  constructor(stdin: ReadStream, press: (key: Key) => void, paste: (text: string) => void = () => {}) {
    this.#stdin = stdin;
    this.#read = (chunk) => {
      for (const key of parseKeys(chunk)) press(key);
      const pasted = pastedText(chunk);
      if (pasted !== null) paste(pasted);
    };
  }

  open(): void {
    if (this.#stdin.isTTY) this.#stdin.setEncoding('utf8').setRawMode(true).resume().on('data', this.#read);
  }

  close(): void {
    if (this.#stdin.isTTY) this.#stdin.off('data', this.#read).setRawMode(false).pause();
  }
}
