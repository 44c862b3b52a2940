import type { WebhookView } from '@hormesis/contract/webhook.ts';
import { IconPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Loading } from '../../components/loading.tsx';
import { Panel } from '../../components/panel.tsx';
import { useAction } from '../../lib/use-action.ts';
import { testWebhook } from './api/change-webhooks.ts';
import { useWebhooks } from './api/webhooks.ts';
import { DeliveriesPanel } from './deliveries-panel.tsx';
import { NewWebhookDialog } from './new-webhook-dialog.tsx';
import { RemoveWebhookDialog } from './remove-webhook-dialog.tsx';
import { WebhookHealth } from './webhook-health.tsx';
import { testWords } from './webhook-words.ts';

type Asked = { name: 'new' } | { name: 'remove'; webhook: WebhookView } | null;

/** Who outside is told of what happens, how that goes, and the log of the one that was chosen. */
export function WebhooksPanel({ mayChange }: { mayChange: boolean }) {
  const client = useQueryClient();
  const webhooks = useWebhooks();
  const [asked, setAsked] = useState<Asked>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const [tried, setTried] = useState('');
  const test = useAction(testWebhook, (result, { id }) => {
    const name = webhooks.data?.find((each) => each.id === id)?.name ?? id;
    setTried(testWords(name, result));
    void client.invalidateQueries({ queryKey: ['webhooks'] });
  });
  if (webhooks.error) return <ErrorNotice error={webhooks.error} title="The webhooks could not be read." />;
  if (!webhooks.data) return <Loading panels={1} label="Reading the webhooks" />;
  const columns = columnsWith((webhook) => (
    <span className="row nowrap" style={{ justifyContent: 'flex-end' }}>
      <Button small label={`Log of ${webhook.name}`} onClick={() => setOpened(webhook.id)}>
        Log
      </Button>
      {mayChange && (
        <>
          <Button small label={`Test ${webhook.name}`} onClick={() => test.run({ id: webhook.id })}>
            Test
          </Button>
          <Button
            small
            kind="danger-quiet"
            label={`Remove ${webhook.name}`}
            onClick={() => setAsked({ name: 'remove', webhook })}
          >
            Remove
          </Button>
        </>
      )}
    </span>
  ));
  const chosen = webhooks.data.find(({ id }) => id === opened);
  return (
    <>
      <Panel
        title="Webhooks"
        aside={
          mayChange && (
            <Button
              small
              kind="primary"
              icon={<IconPlus size={14} aria-hidden />}
              onClick={() => setAsked({ name: 'new' })}
            >
              New webhook
            </Button>
          )
        }
      >
        <p role="status">{tried}</p>
        {test.error && <ErrorNotice error={test.error} title="The test was not sent." />}
        {webhooks.data.length > 0 ? (
          <DataTable label="Webhooks" columns={columns} rows={webhooks.data} rowKey={({ id }) => id} />
        ) : (
          <Empty title="Nobody outside is told yet.">
            {mayChange
              ? 'Add a webhook for a channel of Slack, for Grafana, or for a program of your own.'
              : 'An admin can add a webhook for a channel of Slack, for Grafana, or for a program of your own.'}
          </Empty>
        )}
      </Panel>
      {chosen && <DeliveriesPanel webhook={chosen} mayChange={mayChange} />}
      {asked?.name === 'new' && <NewWebhookDialog onClose={() => setAsked(null)} />}
      {asked?.name === 'remove' && <RemoveWebhookDialog webhook={asked.webhook} onClose={() => setAsked(null)} />}
    </>
  );
}

/** What the list tells of each webhook, and at its end what can be done with it. */
function columnsWith(actions: (webhook: WebhookView) => ReactNode): readonly Column<WebhookView>[] {
  return [
    { title: 'Name', cell: ({ name }) => <b>{name}</b> },
    { title: 'Goes to', cell: ({ address, format }) => `${address} (${format})` },
    { title: 'How it goes', cell: (webhook) => <WebhookHealth webhook={webhook} /> },
    { title: 'Waiting', right: true, cell: ({ pending }) => pending },
    { title: 'Given up', right: true, cell: ({ givenUp }) => givenUp },
    { title: 'Do', right: true, cell: actions },
  ];
}
