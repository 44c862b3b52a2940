import { attempt } from './attempt.ts';
import {
  type Claimed,
  claimDue,
  nextDue,
  releaseClaim,
  renewClaim,
  writeDelivered,
  writeFailed,
  writePaused,
} from './claim-queries.ts';
import type { Telling } from './ports.ts';
import { claimMs, pauseMs } from './retry.ts';
import type { Attempt, DueDelivery } from './webhook.ts';

/** An event that the receiver calls unusable this often would be so for ever, and its experiment's later ones wait behind it. */
const UNUSABLE_AFTER = 10;

/**
 * Delivers what waits. Every replica does; one at a time is at a webhook, and one that died is followed when its claim runs
 * out. An attempt whose result could not be written is made again: at least once, never less.
 */
export class Deliverer {
  readonly #on: Telling;
  readonly #at = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  readonly #stopping = new AbortController();
  #looking: Promise<void> = Promise.resolve();

  constructor(on: Telling) {
    this.#on = on;
  }

  start(): void {
    this.#looking = this.#look().finally(() => {
      if (!this.#stopping.signal.aborted) this.#timer = setTimeout(() => this.start(), this.#on.pace.roundMs);
    });
  }

  /** Breaks off what is being sent: another replica sends it again. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    await this.#looking;
    await Promise.allSettled([...this.#at.values()]);
  }

  async #look(): Promise<void> {
    const { database, boot, pace, log } = this.#on;
    try {
      for (const id of await claimDue(database, boot, claimMs(pace))) {
        if (!this.#at.has(id))
          this.#at.set(
            id,
            this.#tell(id).finally(() => this.#at.delete(id)),
          );
      }
    } catch (error) {
      log.debug({ err: error }, 'webhooks could not be looked at');
    }
  }

  /** One after the other, until nothing is due, the receiver is given a pause, or another replica is at it. */
  async #tell(id: string): Promise<void> {
    const { database, boot, pace, log } = this.#on;
    const { signal } = this.#stopping;
    try {
      while (!signal.aborted) {
        const claimed = await renewClaim(database, { webhook: id, boot, claimMs: claimMs(pace) });
        const due = claimed && (await nextDue(database, id));
        if (!due) break;
        const result = await attempt(this.#on, claimed.webhook, due.event, signal);
        if (result.kind === 'delivered' || !signal.aborted) await this.#record(claimed, due, result);
      }
      await releaseClaim(database, id, boot);
    } catch (error) {
      log.warn({ err: error, webhook: id }, 'what came of a delivery could not be written; it is made again');
    }
  }

  async #record({ webhook, failures }: Claimed, { id, attempts }: DueDelivery, result: Attempt): Promise<void> {
    const { database, pace, chance } = this.#on;
    if (result.kind === 'delivered')
      return database.transaction((client) => writeDelivered(client, { webhook: webhook.id, delivery: id, ...result }));
    const { blame, status, error, tookMs, retryAfterMs } = result;
    const unusable = blame === 'event' && attempts + 1 >= UNUSABLE_AFTER;
    const retryInMs = unusable ? null : Math.max(retryAfterMs ?? 0, pauseMs(attempts + 1, pace, chance));
    await database.transaction(async (client) => {
      await writeFailed(client, { delivery: id, status, error, tookMs, retryInMs });
      if (blame === 'receiver')
        await writePaused(client, webhook.id, Math.max(retryAfterMs ?? 0, pauseMs(failures + 1, pace, chance)));
    });
  }
}
