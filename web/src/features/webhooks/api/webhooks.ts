import type { WebhookDelivery, WebhookView } from '@hormesis/contract/webhook.ts';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/request.ts';

/** How often the state of deliveries is read again while it is looked at: no stream tells of it, milliseconds. */
const AGAIN_MS = 5_000;

/** All webhooks by name. */
export function useWebhooks() {
  return useQuery({
    queryKey: ['webhooks'],
    refetchInterval: AGAIN_MS,
    queryFn: ({ signal }) => get<{ items: WebhookView[] }>('/webhooks', signal).then((answer) => answer.items),
  });
}

/** What one was sent and what waits, newest first. */
export function useDeliveries(webhook: string) {
  return useQuery({
    queryKey: ['webhooks', webhook, 'deliveries'],
    refetchInterval: AGAIN_MS,
    queryFn: ({ signal }) =>
      get<{ items: WebhookDelivery[] }>(`/webhooks/${encodeURIComponent(webhook)}/deliveries`, signal).then(
        (answer) => answer.items,
      ),
  });
}
