type Kept = { id: string; keptAtMs: number };
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const KEPT_MS = 30 * 86_400_000;

type KeptDraftsOptions<T> = {
  /** Of this kind of draft; it changes when older ones cannot be read any more. */
  prefix: string;
  person: string;
  /** The draft that was kept under this id, or null when nobody can read it. */
  restore: (kept: unknown, id: string) => T | null;
  store?: Store;
};

/**
 * What one person has begun in this browser and not finished. Each tab has its own, by the id in its address, so two tabs
 * never overwrite each other; another person at the same browser sees none of them.
 */
export class KeptDrafts<T extends Kept> {
  readonly #store: Store;
  readonly #prefix: string;
  readonly #restore: KeptDraftsOptions<T>['restore'];

  constructor({ prefix, person, restore, store = localStorage }: KeptDraftsOptions<T>) {
    this.#store = store;
    this.#prefix = `${prefix}${encodeURIComponent(person)}.`;
    this.#restore = restore;
  }

  /** The draft, or null when there is none or nobody can read it. */
  read(id: string): T | null {
    try {
      return this.#restore(JSON.parse(this.#store.getItem(this.#prefix + id) ?? 'null'), id);
    } catch {
      return null;
    }
  }

  /** Keeps it; false when the browser keeps nothing. */
  write(draft: T): boolean {
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
  list(nowMs: number): T[] {
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
