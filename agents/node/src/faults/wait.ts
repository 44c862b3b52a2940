import type { Cancel } from './fault.ts';

/**
 * Calls `done` once: after `delayMs` milliseconds, or when `released` aborts. The timer keeps the process alive like the
 * socket of a slow server would: a short script must not end in the middle of its own call.
 */
export function waitUntil(released: AbortSignal, delayMs: number, done: () => void): Cancel {
  const stop = () => {
    clearTimeout(timer);
    released.removeEventListener('abort', goOn);
  };
  const goOn = () => {
    stop();
    done();
  };
  const timer = setTimeout(goOn, delayMs);
  if (released.aborted) goOn();
  else released.addEventListener('abort', goOn);
  return stop;
}
