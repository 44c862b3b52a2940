import type { Logger } from '../../platform/logging.ts';
import type { Access } from './access.ts';

/** How often what is open is asked for its credential again, milliseconds: another replica may have revoked it. */
const CHECK_MS = 30_000;

/**
 * What was opened with a credential and stays open: agent links and event streams. They are closed as soon as the
 * credential is known to be revoked or to have run out; a database that is away closes nothing.
 */
export class HeldOpen {
  readonly #access: Access;
  readonly #log: Logger;
  readonly #closers = new Map<string, Set<() => void>>();
  readonly #timer: NodeJS.Timeout;

  constructor(access: Access, log: Logger) {
    this.#access = access;
    this.#log = log;
    this.#timer = setInterval(() => void this.check(), CHECK_MS);
    access.onRevoked(() => void this.check());
  }

  /** Calls `close` once when `secret` is not valid any more, unless the returned function is called before. */
  hold(secret: string, close: () => void): () => void {
    const closers = this.#closers.get(secret) ?? new Set();
    this.#closers.set(secret, closers);
    closers.add(close);
    return () => {
      closers.delete(close);
      if (closers.size === 0 && this.#closers.get(secret) === closers) this.#closers.delete(secret);
    };
  }

  /** Asks once for each secret, one after the other: thousands of agents share a token. */
  async check(): Promise<void> {
    for (const [secret, closers] of [...this.#closers]) {
      try {
        if (await this.#access.identify(secret)) continue;
        for (const close of [...closers]) close();
      } catch (error) {
        this.#log.debug({ err: error }, 'a credential could not be checked again');
      }
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
