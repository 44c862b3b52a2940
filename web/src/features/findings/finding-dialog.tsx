import { Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { DialogActions } from '../../components/dialog-actions.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import type { FindingAct } from './api/change-finding.ts';

type FindingDialogProps = {
  name: FindingAct['name'];
  title: string;
  owner: string;
  pending: boolean;
  error: Error | null;
  onClose: () => void;
  onSend: (act: FindingAct) => void;
};

const DAY_MS = 86_400_000;
const USUAL_DAYS = 30;

const words = {
  fix: {
    label: 'What was done',
    help: 'Its scenario may run again; a run that passes verifies it.',
    send: 'It is fixed',
  },
  accept: { label: 'Why', help: 'Shown with your name until its day.', send: 'Accept until then' },
  reopen: { label: 'Why', help: 'Its scenario is kept from live traffic again.', send: 'Open again' },
  assign: { label: 'Owner', help: 'A person or a team. Empty: nobody.', send: 'Assign' },
} as const;

/** Asks for what an act needs: a sentence, a day, or a name. */
export function FindingDialog({ name, title, owner, pending, error, onClose, onSend }: FindingDialogProps) {
  const [text, setText] = useState(name === 'assign' ? owner : '');
  const [day, setDay] = useState(() => dayOf(Date.now() + USUAL_DAYS * DAY_MS));
  const { label, help, send } = words[name];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSend(actOf(name, text.trim(), day));
  };
  const ready = name === 'assign' || (text.trim() !== '' && (name !== 'accept' || day !== ''));
  return (
    <Dialog title={title} open onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        {name === 'assign' ? (
          <TextInput
            label={label}
            description={help}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            maxLength={200}
            data-autofocus
          />
        ) : (
          <Textarea
            label={label}
            description={help}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            maxLength={1_000}
            autosize
            minRows={3}
            data-autofocus
          />
        )}
        {name === 'accept' && (
          <TextInput
            type="date"
            label="Until"
            description="From that day on it is in the way again; at most a year away."
            value={day}
            min={dayOf(Date.now() + DAY_MS)}
            onChange={(event) => setDay(event.currentTarget.value)}
          />
        )}
        {error && <ErrorNotice error={error} title="It was not changed." />}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" submit loading={pending} disabled={!ready}>
            {send}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function actOf(name: FindingAct['name'], text: string, day: string): FindingAct {
  switch (name) {
    case 'fix':
      return { name, body: { note: text } };
    case 'accept':
      return { name, body: { reason: text, until: new Date(`${day}T00:00:00`).toISOString() } };
    case 'reopen':
      return { name, body: { reason: text } };
    case 'assign':
      return { name, body: { owner: text } };
  }
}

/** The local day of a moment, as an input of type date writes it. */
function dayOf(ms: number): string {
  const at = new Date(ms);
  return [at.getFullYear(), String(at.getMonth() + 1).padStart(2, '0'), String(at.getDate()).padStart(2, '0')].join(
    '-',
  );
}
