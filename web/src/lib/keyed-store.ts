import { useCallback, useSyncExternalStore } from 'react';

/**
 * Values by name, each watched on its own: when a thousand figures are renewed together, only the components whose own
 * figure really changed are drawn again.
 */
export class KeyedStore<T> {
  readonly #equal: (a: T, b: T) => boolean;
  readonly #watchers = new Map<string, Set<() => void>>();
  #values: ReadonlyMap<string, T> = new Map();

  constructor(equal: (a: T, b: T) => boolean) {
    this.#equal = equal;
  }

  get(key: string): T | undefined {
    return this.#values.get(key);
  }

  /** Puts `values` in place of all before. A value that is equal keeps its old object, and nobody is told. */
  replace(values: ReadonlyMap<string, T>): void {
    const before = this.#values;
    const next = new Map<string, T>();
    const changed: string[] = [];
    for (const [key, value] of values) {
      const old = before.get(key);
      const same = old !== undefined && this.#equal(old, value);
      next.set(key, same ? old : value);
      if (!same) changed.push(key);
    }
    for (const key of before.keys()) if (!next.has(key)) changed.push(key);
    this.#values = next;
    for (const key of changed) for (const watcher of this.#watchers.get(key) ?? []) watcher();
  }

  /** Calls `watcher` whenever the value of `key` changed, until the returned function is called. */
  watch(key: string, watcher: () => void): () => void {
    const watchers = this.#watchers.get(key) ?? new Set();
    this.#watchers.set(key, watchers.add(watcher));
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0) this.#watchers.delete(key);
    };
  }
}

/** The value of `key`, as it is now and whenever it changes. */
export function useKeyed<T>(store: KeyedStore<T>, key: string): T | undefined {
  const subscribe = useCallback((changed: () => void) => store.watch(key, changed), [store, key]);
  return useSyncExternalStore(subscribe, () => store.get(key));
}

/** What `view` makes of the value of `key`: a plain value, so that only a change of what is shown draws anything again. */
export function useKeyedView<T, V extends string | number | boolean>(
  store: KeyedStore<T>,
  key: string,
  view: (value: T | undefined) => V,
): V {
  const subscribe = useCallback((changed: () => void) => store.watch(key, changed), [store, key]);
  return useSyncExternalStore(subscribe, () => view(store.get(key)));
}
