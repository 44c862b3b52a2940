import type { WebhookEvent, WebhookFormat } from '@hormesis/contract/webhook.ts';
import { grafana } from './grafana.ts';
import { json } from './json.ts';
import { slack } from './slack.ts';

/** The body that a receiver of one kind reads, as JSON. `startedAt`: of the event's experiment. */
export type Format = (event: WebhookEvent, startedAt: Date | null) => object;

/** Every format; another one is one more file and one more line. */
export const formats = { json, slack, grafana } satisfies Record<WebhookFormat, Format>;
