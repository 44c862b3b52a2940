/** How long open requests may still run after the wish to stop, milliseconds. */
const GRACE_MS = 1_500;

/** Tells a parent process (over IPC) and a person (one line) that this process is ready. */
export function announceReady(name: string, port?: number): void {
  console.log(port === undefined ? `${name}: ready` : `${name}: ready on http://127.0.0.1:${port}`);
  process.send?.({ type: 'ready', name, port });
}

/** Ends the process with one clear line and exit code 1. */
export function fail(name: string, problem: string): never {
  console.error(`${name}: ${problem}`);
  process.exit(1);
}

/**
 * Runs `stop` once and exits, on SIGTERM, on SIGINT, and when the parent is gone: a supervisor that was killed with -9
 * closes the IPC channel, so nobody is left behind. A `stop` that hangs is cut off after the grace time.
 */
export function onStop(stop: () => Promise<void> | void): void {
  let stopping = false;
  const begin = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(0), GRACE_MS).unref();
    Promise.resolve()
      .then(stop)
      .catch((error: unknown) => console.error(error))
      .finally(() => process.exit(0));
  };
  process.on('SIGTERM', begin);
  process.on('SIGINT', begin);
  if (process.send) process.on('disconnect', begin);
}
