import { CliError } from '../cli-error.ts';
import { errorLines } from '../error-text.ts';
import { length } from './figures.ts';
import type { Key } from './keys.ts';
import type { Line } from './line.ts';

/** Something that a key asks for. What it is about is fixed when it is asked: the screen may show something else by the answer. */
export interface Wish {
  /** Asked before it is done; null: done at once. */
  readonly question: string | null;
  /** The key that confirms it besides y; null: y alone. Pressing a key twice in a hurry must stop things, and never promote. */
  readonly twice: Key | null;
  /** What is said while it is done. */
  readonly doing: string;
  /** What is said when it could not be done, before the reason. */
  readonly name: string;
  send(): Promise<Line>;
}

const REMARK_MS = 10_000;

type State =
  | { readonly name: 'idle'; readonly said: Line | null; readonly sinceMs: number }
  | { readonly name: 'asking'; readonly wish: Wish }
  | {
      readonly name: 'writing';
      readonly prompt: string;
      readonly text: string;
      readonly wishOf: (text: string) => Wish;
    }
  | { readonly name: 'doing'; readonly wish: Wish; readonly sinceMs: number };

/** Asks where that is due, sends, and keeps what came of it for the screen. */
export class Wishes {
  readonly #changed: () => void;
  #state: State = { name: 'idle', said: null, sinceMs: 0 };
  #latest: Promise<void> = Promise.resolve();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** What is asked, written, being done, or came of it. */
  get notice(): Line | null {
    return noticeOf(this.#state);
  }

  /** Asks, or does it at once. */
  want(wish: Wish): void {
    if (wish.question === null) this.#do(wish);
    else this.#set({ name: 'asking', wish });
  }

  /** Lets a person write a line; with Enter it is done. */
  write(prompt: string, wishOf: (text: string) => Wish): void {
    this.#set({ name: 'writing', prompt, text: '', wishOf });
  }

  /** Takes a key while something is asked or written; false when it is free. */
  press(key: Key): boolean {
    const state = this.#state;
    if (state.name === 'writing') {
      this.#edit(state, key);
      return true;
    }
    if (state.name !== 'asking') return false;
    const { wish } = state;
    if (key === 'y' || key === 'Y' || (wish.twice !== null && key === wish.twice)) this.#do(wish);
    else this.say([['dim', 'Nothing was changed.']]);
    return true;
  }

  /** What is pasted is text where text is written, and nothing elsewhere. */
  paste(text: string): void {
    if (this.#state.name === 'writing') this.#set({ ...this.#state, text: `${this.#state.text}${oneLine(text)}` });
  }

  say(said: Line): void {
    this.#set({ name: 'idle', said, sinceMs: performance.now() });
  }

  /** Resolves when what was sent last has its answer. */
  settled(): Promise<void> {
    return this.#latest;
  }

  #edit(state: State & { name: 'writing' }, key: Key): void {
    const { text } = state;
    if (key === 'escape' || (key === 'enter' && text.trim() === '')) this.say([['dim', 'Nothing was written.']]);
    else if (key === 'enter') this.#do(state.wishOf(text.trim()));
    else if (key === 'backspace') this.#set({ ...state, text: [...text].slice(0, -1).join('') });
    // A key with a name, an arrow for instance, is no text.
    else if ([...key].length === 1) this.#set({ ...state, text: text + oneLine(key) });
  }

  #do(wish: Wish): void {
    this.#set({ name: 'doing', wish, sinceMs: performance.now() });
    const work = wish.send().then(
      (said) => this.#finish(wish, said),
      (error: unknown) => {
        if (!(error instanceof CliError)) throw error;
        this.#finish(wish, [['bad', `${wish.name}: ${errorLines(error).join('; ')}`]]);
      },
    );
    this.#latest = Promise.all([this.#latest, work]).then(() => {});
  }

  /** A later wish may have been asked or sent meanwhile: its question is not overwritten by this answer. */
  #finish(wish: Wish, said: Line): void {
    if (this.#state.name === 'doing' && this.#state.wish === wish) this.say(said);
  }

  #set(state: State): void {
    this.#state = state;
    this.#changed();
  }
}

/** A remark goes by itself: beside a timeline that moves on it would be taken for the newest of it. What a halt came to stays. */
function isOver(said: Line | null, sinceMs: number): boolean {
  const remark = said?.every((span) => typeof span !== 'string' && span[0] === 'dim') === true;
  return remark && performance.now() - sinceMs > REMARK_MS;
}

function noticeOf(state: State): Line | null {
  switch (state.name) {
    case 'idle':
      return isOver(state.said, state.sinceMs) ? null : state.said;
    case 'asking':
      return [['inverse', ` ${state.wish.question} `]];
    case 'writing': {
      const empty = state.text === '';
      const text = [empty ? 'dim' : 'plain', empty ? ' Enter sends, Esc does not' : ` ${state.text}`] as const;
      return [['inverse', ` ${state.prompt} `], text, ['inverse', ' ']];
    }
    case 'doing':
      return [['warn', `${state.wish.doing} … ${length(performance.now() - state.sinceMs)}`]];
  }
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ');
}
