import type { GameDayView } from '@hormesis/contract/game-day.ts';
import { Autocomplete } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowsExchange } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { DialogActions } from '../../../components/dialog-actions.tsx';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import type { Mine } from '../my-rights.ts';
import type { DayDeeds } from './use-day-deeds.ts';

type HandOverProps = { day: GameDayView; mine: Mine; handOver: DayDeeds['handOver'] };

/** Makes somebody else the lead; an admin may, too, when the lead is gone. */
export function HandOver({ day, mine: { role, rights }, handOver }: HandOverProps) {
  const [open, { open: show, close }] = useDisclosure(false);
  const [to, setTo] = useState('');
  if (!rights.handover.may) return null;
  const { lead, plan } = day;
  const others = [...new Set([plan.roles.lead, ...plan.roles.operators])].filter((each) => each !== lead);
  // The dialog stays open after a refusal only: the lead has changed by then.
  const done = handOver.data !== undefined && handOver.data.lead === lead && handOver.data.lead === to;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (to.trim() !== '') handOver.run({ id: day.id, move: { deed: 'handover', to: to.trim(), reason: '' } });
  };
  return (
    <>
      <Button icon={<IconArrowsExchange size={16} aria-hidden />} onClick={show}>
        Hand over
      </Button>
      <Dialog title="Hand the day over" open={open && !done} onClose={close}>
        <form className="stack" onSubmit={submit}>
          <p>
            {role === 'lead' ? 'You go on as an operator' : `${lead} goes on as an operator`}; whoever takes over moves
            the steps on from now.
          </p>
          <Autocomplete
            label="To"
            description="Somebody whose access token has the role operator or admin, by its name."
            data={others}
            value={to}
            onChange={setTo}
            autoComplete="off"
            // It would cover the buttons before anybody has asked for it.
            openOnFocus={false}
            data-autofocus
          />
          {handOver.error && <ErrorNotice error={handOver.error} title="The day was not handed over." />}
          <DialogActions>
            <Button onClick={close}>Keep it</Button>
            <Button kind="primary" submit loading={handOver.isPending} disabled={to.trim() === ''}>
              Hand over
            </Button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
}
