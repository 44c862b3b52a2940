import type { Chance } from '../../platform/chance.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import type { Logger } from '../../platform/logging.ts';
import type { AddressPolicy } from './address-policy.ts';
import type { WebhookPace } from './retry.ts';
import type { Attempt } from './webhook.ts';

/** What webhooks stand on. */
export interface Telling {
  readonly database: Database;
  readonly log: Logger;
  readonly clock: Clock;
  readonly chance: Chance;
  /** Random name of this process. */
  readonly boot: string;
  readonly policy: AddressPolicy;
  readonly pace: WebhookPace;
  /** Where people open the page, without a slash at its end; null: not known. */
  readonly publicUrl: string | null;
  /** Hears of every attempt. */
  attempted(attempt: Attempt): void;
}
