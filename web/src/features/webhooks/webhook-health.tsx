import type { WebhookView } from '@hormesis/contract/webhook.ts';
import { IconAlertTriangle, IconCheck, IconHourglass } from '@tabler/icons-react';
import { Moment } from '../../components/moment.tsx';
import { Tag } from '../../components/tag.tsx';
import { unbroken } from '../../lib/sentence.ts';

/** How deliveries go, in a word, with why they do not. */
export function WebhookHealth({ webhook: { health, pending } }: { webhook: WebhookView }) {
  if (health.name === 'failing')
    return (
      <>
        <Tag tone="failed" icon={<IconAlertTriangle size={14} aria-hidden />}>
          failing
        </Tag>
        <div className="small muted">
          {unbroken(health.error)}; since <Moment at={health.since} />
        </div>
      </>
    );
  if (health.lastDeliveredAt === null)
    return (
      <Tag icon={<IconHourglass size={14} aria-hidden />}>
        {pending > 0 ? `${pending} waiting` : 'nothing sent yet'}
      </Tag>
    );
  return (
    <>
      <Tag tone="passed" icon={<IconCheck size={14} aria-hidden />}>
        works
      </Tag>
      <div className="small muted">
        last delivered <Moment at={health.lastDeliveredAt} />
      </div>
    </>
  );
}
