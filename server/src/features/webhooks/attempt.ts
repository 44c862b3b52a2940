import { WEBHOOK_HEADERS } from '@hormesis/contract/webhook.ts';
import { composeEvent } from './compose-event.ts';
import { formats } from './formats/format.ts';
import type { Telling } from './ports.ts';
import { send } from './send.ts';
import { signatureOf } from './signature.ts';
import type { Attempt, StoredEvent, Webhook } from './webhook.ts';

/** Sends one event to one webhook once; `signal` breaks it off. */
export async function attempt(
  on: Telling,
  webhook: Webhook,
  stored: StoredEvent,
  signal?: AbortSignal,
): Promise<Attempt> {
  const event = composeEvent(stored, on.publicUrl);
  const body = JSON.stringify(formats[webhook.format](event, stored.experiment?.startedAt ?? null));
  const seconds = Math.floor(on.clock.wallMs() / 1_000);
  const headers = {
    'user-agent': 'Hormesis',
    [WEBHOOK_HEADERS.event]: event.id,
    [WEBHOOK_HEADERS.kind]: event.kind,
    [WEBHOOK_HEADERS.timestamp]: String(seconds),
    [WEBHOOK_HEADERS.signature]: signatureOf(webhook.secret, seconds, body),
    ...(webhook.authorization === null ? {} : { authorization: webhook.authorization }),
  };
  const { policy, pace, clock } = on;
  const sending = {
    policy,
    timeoutMs: pace.timeoutMs,
    monotonicMs: () => clock.monotonicMs(),
    ...(signal && { signal }),
  };
  const result = await send({ url: webhook.url, headers, body }, sending);
  on.attempted(result);
  return result;
}
