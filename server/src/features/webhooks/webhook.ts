import type { WebhookEventKind, WebhookFormat } from '@hormesis/contract/webhook.ts';

/** Who outside is told of what. */
export interface Webhook {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly format: WebhookFormat;
  readonly events: readonly WebhookEventKind[];
  readonly secret: string;
  /** Value of the `Authorization` header, or null. */
  readonly authorization: string | null;
}

/** What happened, as it was written in its own transaction, and the experiment it belongs to. */
export interface StoredEvent {
  readonly id: string;
  readonly kind: WebhookEventKind | 'test';
  readonly at: Date;
  readonly data: EventData;
  readonly experiment: EventExperiment | null;
}

/** Written by the triggers of the migration `webhooks`; what does not concern a kind is absent. */
export interface EventData {
  readonly actor: string;
  readonly text?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly finding?: {
    readonly id: string;
    readonly title: string;
    readonly state: string;
    readonly owner: string;
    readonly scenario: string;
    readonly path: string;
    readonly callGroup: string;
  };
  readonly termination?: {
    readonly id: string;
    readonly group: string;
    readonly app: string;
    readonly member: string | null;
  };
  readonly gameDay?: { readonly id: string; readonly name: string; readonly path: string };
}

/** What never changes of an experiment once it began. */
export interface EventExperiment {
  readonly id: string;
  readonly title: string;
  readonly scenario: string;
  readonly path: string;
  readonly owner: string;
  readonly population: string;
  readonly startedAt: Date | null;
}

/** One event for one webhook, as it waits. */
export interface DueDelivery {
  readonly id: number;
  /** Attempts so far. */
  readonly attempts: number;
  readonly event: StoredEvent;
}

/** What came of one attempt. */
export type Attempt =
  | { readonly kind: 'delivered'; readonly status: number; readonly tookMs: number }
  | {
      readonly kind: 'failed';
      /** `event`: the receiver calls this one event unusable; `receiver`: it would have failed with any other too. */
      readonly blame: 'event' | 'receiver';
      readonly status: number | null;
      readonly error: string;
      readonly tookMs: number;
      /** The receiver asks not to be asked before. */
      readonly retryAfterMs: number | null;
    };
