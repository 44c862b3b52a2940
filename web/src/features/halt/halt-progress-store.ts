import type { HaltProgress } from '@hormesis/contract/halt.ts';
import { KeyedStore } from '../../lib/keyed-store.ts';

/** The last word stays this long: long enough to be read, and a line that broke leaves no count standing. */
const STAYS_MS = 4_000;
const KEY = 'halt';

/** How far the halt that is going on has come, whoever pressed. Apart from React: twenty words a second draw one line anew. */
export class HaltProgressStore {
  static readonly key = KEY;
  readonly values = new KeyedStore<HaltProgress>(Object.is);
  #forgetting: ReturnType<typeof setTimeout> | undefined;

  /** Takes events of the stream; others than `halt` are not for here. */
  readonly hear = (event: string, data: unknown): void => {
    if (event !== KEY) return;
    clearTimeout(this.#forgetting);
    this.values.replace(new Map([[KEY, data as HaltProgress]]));
    this.#forgetting = setTimeout(() => this.values.replace(new Map()), STAYS_MS);
  };
}
