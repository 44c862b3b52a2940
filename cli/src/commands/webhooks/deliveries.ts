import { type WebhookDelivery, webhookDelivery } from '@hormesis/contract/webhook.ts';
import { type Command, Option } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { localTime } from '../../experiment-text.ts';
import { itemsOf } from '../../items.ts';
import { table } from '../../table.ts';
import { findWebhook } from './find.ts';

export function deliveriesCommand(cli: Cli): Command {
  return command('deliveries', 'what a webhook was sent and what waits, newest first', [
    'webhooks deliveries pipeline',
    'webhooks deliveries pipeline --state given_up',
  ])
    .argument('<webhook>', 'its id or name')
    .addOption(new Option('--state <state>', 'only these').choices(['pending', 'delivered', 'given_up']))
    .action(async (idOrName: string, { state }: { state?: string }) => {
      const client = await cli.connect();
      const { id } = await findWebhook(client, idOrName);
      const query = state === undefined ? '' : `?${new URLSearchParams({ state })}`;
      const { items } = await client.get(`/webhooks/${id}/deliveries${query}`, itemsOf(webhookDelivery));
      cli.output.result({ items }, () => deliveryLines(items));
    });
}

export function redeliverCommand(cli: Cli): Command {
  return command('redeliver', 'send one event again, with the same event id', ['webhooks redeliver pipeline 4711'])
    .argument('<webhook>', 'its id or name')
    .argument('<delivery>', 'its number, from "hormesis webhooks deliveries"')
    .action(async (idOrName: string, delivery: string) => {
      const client = await cli.connect();
      const { id, name } = await findWebhook(client, idOrName);
      const path = `/webhooks/${id}/deliveries/${encodeURIComponent(delivery)}/redeliver`;
      const sent = await client.post(path, {}, webhookDelivery);
      cli.output.result(sent, () => [`${sent.event.kind} of ${sent.event.subject} goes to ${name} again.`]);
    });
}

function deliveryLines(items: readonly WebhookDelivery[]): string[] {
  if (items.length === 0) return ['Nothing.'];
  return table(
    ['number', 'happened', 'event', 'of', 'attempts', 'state'],
    items.map((each) => [
      ...[each.id, localTime(each.event.at), each.event.kind, each.event.subject],
      ...[each.attempts, stateText(each)],
    ]),
  );
}

function stateText({ state, error }: WebhookDelivery): string {
  switch (state.name) {
    case 'delivered':
      return `delivered ${localTime(state.at)} (${state.status}, ${state.tookMs} ms)`;
    case 'given_up':
      return `given up ${localTime(state.at)}: ${error ?? ''}`;
    case 'pending':
      return `waits until ${localTime(state.nextAttemptAt)}${error === null ? '' : `: ${error}`}`;
  }
}
