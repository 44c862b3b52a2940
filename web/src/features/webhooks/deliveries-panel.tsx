import type { WebhookDelivery, WebhookView } from '@hormesis/contract/webhook.ts';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from '../../components/button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Loading } from '../../components/loading.tsx';
import { Moment } from '../../components/moment.tsx';
import { Panel } from '../../components/panel.tsx';
import { Tag, type Tone } from '../../components/tag.tsx';
import { useAction } from '../../lib/use-action.ts';
import { redeliver } from './api/change-webhooks.ts';
import { useDeliveries } from './api/webhooks.ts';
import { stateWords, wordsOfKind } from './webhook-words.ts';

const tones: Readonly<Record<WebhookDelivery['state']['name'], Tone>> = {
  pending: 'neutral',
  delivered: 'passed',
  given_up: 'failed',
};
const words = { pending: 'waits', delivered: 'delivered', given_up: 'given up' } as const;

/** The log of one webhook: each event, what came of it, and once more. */
export function DeliveriesPanel({ webhook, mayChange }: { webhook: WebhookView; mayChange: boolean }) {
  const client = useQueryClient();
  const deliveries = useDeliveries(webhook.id);
  const again = useAction(redeliver, () => void client.invalidateQueries({ queryKey: ['webhooks'] }));
  if (deliveries.error) return <ErrorNotice error={deliveries.error} title="The log could not be read." />;
  if (!deliveries.data) return <Loading panels={1} label="Reading the log" />;
  const columns: readonly Column<WebhookDelivery>[] = [
    { title: 'Happened', cell: ({ event }) => <Moment at={event.at} /> },
    { title: 'Event', cell: ({ event }) => wordsOfKind(event.kind) },
    { title: 'Of', cell: ({ event }) => <code className="muted">{event.subject}</code> },
    { title: 'State', cell: ({ state }) => <Tag tone={tones[state.name]}>{words[state.name]}</Tag> },
    { title: 'Came of it', cell: (delivery) => stateWords(delivery) },
    {
      title: 'Once more',
      right: true,
      cell: ({ id, event }) =>
        mayChange && (
          <Button
            small
            label={`Send ${wordsOfKind(event.kind)} of ${event.subject} again`}
            onClick={() => again.run({ id: webhook.id, delivery: id })}
          >
            Send again
          </Button>
        ),
    },
  ];
  return (
    <Panel title={`Deliveries to ${webhook.name}`}>
      {again.error && <ErrorNotice error={again.error} title="It was not sent again." />}
      {deliveries.data.length > 0 ? (
        <DataTable
          label={`Deliveries to ${webhook.name}`}
          columns={columns}
          rows={deliveries.data}
          rowKey={({ id }) => String(id)}
          pageSize={20}
        />
      ) : (
        <Empty title="Nothing has been sent yet.">It is told of what happens from now on. Send it a test.</Empty>
      )}
    </Panel>
  );
}
