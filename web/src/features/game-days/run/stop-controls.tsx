import type { GameDayView } from '@hormesis/contract/game-day.ts';
import { Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconHandStop } from '@tabler/icons-react';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { DialogActions } from '../../../components/dialog-actions.tsx';
import type { Mine } from '../my-rights.ts';
import type { DayDeeds } from './use-day-deeds.ts';

type StopProps = { day: GameDayView; mine: Mine; stop: DayDeeds['stop'] };

/** Halting the step takes one press, as halting an experiment does. Ending the whole day asks first. */
export function StopControls({ day, mine: { rights }, stop }: StopProps) {
  const { id, state } = day;
  if (state.name === 'ended') return null;
  return (
    <>
      {rights.abort.may && <Abort day={day} stop={stop} />}
      {rights.halt.may && (
        <Button
          kind="danger"
          icon={<IconHandStop size={16} aria-hidden />}
          loading={stop.isPending}
          onClick={() => stop.run({ id, stop: 'halt', reason: '' })}
        >
          Halt step
        </Button>
      )}
    </>
  );
}

function Abort({ day: { id, name, state }, stop }: Omit<StopProps, 'mine'>) {
  const [open, { open: show, close }] = useDisclosure(false);
  const [reason, setReason] = useState('');
  const on = state.name === 'running';
  return (
    <>
      <Button kind="danger-quiet" loading={stop.isPending} onClick={show}>
        {on ? 'Abort day' : 'Call it off'}
      </Button>
      <Dialog title={on ? `Abort the game day ${name}?` : `Call off the game day ${name}?`} open={open} onClose={close}>
        <div className="stack">
          <p>
            {on
              ? 'Everything of it is halted at once, and the day is over: no step can begin after that. To stop only what goes on now, halt the step.'
              : 'It can never be started then. Plan another one from it whenever you like.'}
          </p>
          <Textarea
            label="Reason"
            description="For the timeline and the report."
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            maxLength={1_000}
            data-autofocus
          />
          <DialogActions>
            <Button onClick={close}>{on ? 'Go on with it' : 'Keep it'}</Button>
            <Button
              kind="danger"
              onClick={() => {
                stop.run({ id, stop: 'abort', reason });
                close();
              }}
            >
              {on ? 'Abort the day' : 'Call it off'}
            </Button>
          </DialogActions>
        </div>
      </Dialog>
    </>
  );
}
