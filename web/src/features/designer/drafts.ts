import { type Design, emptyDesign } from './design.ts';

/** What is kept of an unfinished design in this browser. */
export type Draft = { id: string; design: Design; title: string; yaml: Text | null; keptAtMs: number };
/** The design as text, and whether somebody wrote in it what could not be read yet. */
export type Text = { text: string; unread: boolean };

/** Changes when older drafts cannot be read any more. */
const PREFIX = 'hormesis.design.1.';
const KEPT_MS = 30 * 86_400_000;

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/**
 * The unfinished designs of one person in this browser. Each tab has its own, by the id in its address, so two tabs never
 * overwrite each other; another person at the same browser sees none of them.
 */
export class Drafts {
  readonly #store: Store;
  readonly #prefix: string;

  constructor(person: string, store: Store = localStorage) {
    this.#store = store;
    this.#prefix = `${PREFIX}${encodeURIComponent(person)}.`;
  }

  /** The draft, or null when there is none or nobody can read it. */
  read(id: string): Draft | null {
    try {
      const kept: unknown = JSON.parse(this.#store.getItem(this.#prefix + id) ?? 'null');
      return isDraft(kept) ? { ...kept, id, design: { ...emptyDesign(), ...kept.design } } : null;
    } catch {
      return null;
    }
  }

  /** Keeps it; false when the browser keeps nothing. */
  write(draft: Draft): boolean {
    try {
      this.#store.setItem(this.#prefix + draft.id, JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  }

  remove(id: string): void {
    try {
      this.#store.removeItem(this.#prefix + id);
    } catch {
      // A browser that keeps nothing has nothing to remove.
    }
  }

  /** All of them, the newest first; what is older than a month is dropped. */
  list(nowMs: number): Draft[] {
    const drafts = this.#ids().flatMap((id) => this.read(id) ?? []);
    for (const { id, keptAtMs } of drafts) if (nowMs - keptAtMs > KEPT_MS) this.remove(id);
    return drafts.filter(({ keptAtMs }) => nowMs - keptAtMs <= KEPT_MS).sort((a, b) => b.keptAtMs - a.keptAtMs);
  }

  #ids(): string[] {
    try {
      return Array.from({ length: this.#store.length }, (_, index) => this.#store.key(index) ?? '')
        .filter((key) => key.startsWith(this.#prefix))
        .map((key) => key.slice(this.#prefix.length));
    } catch {
      return [];
    }
  }
}

function isDraft(value: unknown): value is Omit<Draft, 'id'> {
  if (typeof value !== 'object' || value === null || !('design' in value) || !('keptAtMs' in value)) return false;
  const { design } = value;
  return typeof design === 'object' && design !== null && 'faults' in design && Array.isArray(design.faults);
}
