import type { WebhookView } from '@hormesis/contract/webhook.ts';
import { localTime } from '../experiment-text.ts';
import { webhookWord } from '../webhook-word.ts';
import { type Finding, ok, warn } from './finding.ts';

/** One failure is tried again within a second or two; whoever fails so often in a row is not there, or refuses. */
const KEEPS_FAILING = 3;

/** Receivers that do not take what they are sent, and what was given up. No experiment waits for them, so they are warnings. */
export function webhookFindings(webhooks: readonly WebhookView[]): Finding[] {
  const sick = webhooks.flatMap((each) => [...failing(each), ...givenUp(each)]);
  if (sick.length > 0) return sick;
  if (webhooks.length === 0) return [ok('webhooks', 'none: nobody outside is told')];
  return [ok('webhooks', `${webhooks.length}, ${webhooks.length === 1 ? 'it takes' : 'all take'} what is sent`)];
}

function failing(webhook: WebhookView): Finding[] {
  const { name, address, health, pending } = webhook;
  if (health.name !== 'failing' || health.failures < KEEPS_FAILING) return [];
  const text = `${name} fails since ${localTime(health.since)}, ${health.failures} × in a row: ${health.error}; ${pending} waiting`;
  const word = webhookWord(webhook);
  const todo = `mend what listens at ${address}, then: hormesis webhooks test ${word}; or: hormesis webhooks remove ${word}`;
  return [warn('webhooks', text, todo)];
}

function givenUp(webhook: WebhookView): Finding[] {
  if (webhook.givenUp === 0) return [];
  const events = webhook.givenUp === 1 ? 'event was' : 'events were';
  const text = `${webhook.givenUp} ${events} given up for ${webhook.name} within the last week`;
  const word = webhookWord(webhook);
  const todo = `see them: hormesis webhooks deliveries ${word} --state given_up; send one again: hormesis webhooks redeliver ${word} <number>`;
  return [warn('webhooks', text, todo)];
}
