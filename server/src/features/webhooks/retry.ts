import type { Chance } from '../../platform/chance.ts';

/** How deliveries are paced; milliseconds. */
export interface WebhookPace {
  /** How often it is looked for what is due. */
  readonly roundMs: number;
  /** One attempt may take so long, from the name's resolution to the answer's end. */
  readonly timeoutMs: number;
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
}

/** The pause after the `failures`th failure in a row: twice as long each time, half of it by chance, so that many do not come at once. */
export function pauseMs(failures: number, { firstRetryMs, longestRetryMs }: WebhookPace, chance: Chance): number {
  const wholeMs = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(failures - 1, 30));
  const halfMs = Math.ceil(wholeMs / 2);
  return halfMs + chance.below(halfMs + 1);
}

/** A replica leaves a webhook to others when it was silent for so long: longer than any attempt takes. */
export function claimMs({ timeoutMs }: WebhookPace): number {
  return timeoutMs * 2;
}
