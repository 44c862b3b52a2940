import type { HoldSwitch } from '@hormesis/contract/halt.ts';
import { Textarea } from '@mantine/core';
import { IconLock, IconLockOpen } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Moment } from '../../components/moment.tsx';
import { Panel } from '../../components/panel.tsx';
import { Tag } from '../../components/tag.tsx';
import { unbroken } from '../../lib/sentence.ts';
import { useAction } from '../../lib/use-action.ts';
import { releaseHold } from './api/release-hold.ts';
import { setHold } from './api/set-hold.ts';

/** The hold switch with its reason: for an incident, a failover, a freeze. What it shows is what the control plane says. */
export function HoldPanel({ hold, mayOperate }: { hold: HoldSwitch; mayOperate: boolean }) {
  const [reason, setReason] = useState('');
  const clear = () => setReason('');
  const set = useAction(setHold, clear);
  const release = useAction(releaseHold, clear);
  const change = hold.on ? release : set;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.run({ reason: reason.trim() });
  };
  return (
    <Panel title="Hold switch" aside={<HoldMark on={hold.on} />}>
      <div className="stack">
        <p>
          {hold.on
            ? 'Nothing starts or resumes until it is released. What was paused stays paused until somebody resumes it.'
            : 'For an incident, a failover or a freeze: while it is set nothing starts, and what runs is paused. Halt all sets it too.'}
        </p>
        {hold.on && (
          <p className="muted">
            Set by <b>{hold.by}</b>
            {hold.since && (
              <>
                , <Moment at={hold.since} />
              </>
            )}
            {hold.reason && <>: {unbroken(hold.reason)}</>}
          </p>
        )}
        {mayOperate && (
          <form className="stack" onSubmit={submit} style={{ maxWidth: 560 }}>
            <Textarea
              label="Reason"
              description={hold.on ? 'Why it is safe again, for the audit.' : 'Shown on every page while it is set.'}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              maxLength={1_000}
              autosize
              minRows={2}
            />
            {change.error && (
              <ErrorNotice
                error={change.error}
                title={hold.on ? 'It was not released.' : 'Whether it is set is not known: look above.'}
              />
            )}
            <div>
              <Button
                submit
                kind={hold.on ? 'plain' : 'primary'}
                loading={change.isPending}
                disabled={!hold.on && reason.trim() === ''}
                icon={hold.on ? <IconLockOpen size={16} aria-hidden /> : <IconLock size={16} aria-hidden />}
              >
                {hold.on ? 'Release the hold switch' : 'Set the hold switch'}
              </Button>
            </div>
          </form>
        )}
      </div>
    </Panel>
  );
}

function HoldMark({ on }: { on: boolean }) {
  if (!on) return <Tag icon={<IconLockOpen size={14} aria-hidden />}>not set</Tag>;
  return (
    <Tag tone="inconclusive" icon={<IconLock size={14} aria-hidden />}>
      set
    </Tag>
  );
}
