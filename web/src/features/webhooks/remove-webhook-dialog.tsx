import type { WebhookView } from '@hormesis/contract/webhook.ts';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { DialogActions } from '../../components/dialog-actions.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { formatCountOf } from '../../lib/format-number.ts';
import { useAction } from '../../lib/use-action.ts';
import { removeWebhook } from './api/change-webhooks.ts';

/** Says what is lost with a webhook before it is. */
export function RemoveWebhookDialog({ webhook, onClose }: { webhook: WebhookView; onClose: () => void }) {
  const client = useQueryClient();
  const remove = useAction(removeWebhook, () => {
    void client.invalidateQueries({ queryKey: ['webhooks'] });
    onClose();
  });
  return (
    <Dialog title={`Remove ${webhook.name}?`} open onClose={onClose}>
      <div className="stack">
        <p>
          It is told nothing more, and its log is gone.
          {webhook.pending > 0 && ` ${formatCountOf(webhook.pending, 'event')} that wait for it are dropped.`}
        </p>
        {remove.error && <ErrorNotice error={remove.error} title="It was not removed." />}
        <DialogActions>
          <Button onClick={onClose}>Keep it</Button>
          <Button kind="danger" loading={remove.isPending} onClick={() => remove.run({ id: webhook.id })}>
            Remove
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
