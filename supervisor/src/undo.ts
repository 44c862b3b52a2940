/** What has to be stopped, in the order it was started. Everything started is registered here at once. */
export interface Undo {
  add(stop: () => Promise<void> | void): void;
  /** Stops everything, the last started first; one that fails keeps nobody else from being stopped. */
  run(): Promise<void>;
}

export function createUndo(onError: (error: unknown) => void): Undo {
  const stops: (() => Promise<void> | void)[] = [];
  return {
    add: (stop) => void stops.push(stop),
    async run() {
      for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) {
        try {
          await stop();
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}

/** Settles as `promise` does, but rejects at once when `signal` is aborted. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/**
 * `Promise.all` for things that run side by side: when one fails the others are aborted and waited for, so that nothing
 * still works in the background while the failure is reported.
 */
export async function allOrNone<T extends readonly unknown[]>(
  abort: AbortController,
  promises: readonly [...{ [K in keyof T]: Promise<T[K]> }],
): Promise<T> {
  try {
    return (await Promise.all(promises)) as unknown as T;
  } catch (error) {
    abort.abort(error);
    await Promise.allSettled(promises);
    throw error;
  }
}
