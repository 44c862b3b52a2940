import { SegmentedControl, Textarea } from '@mantine/core';
import { type FormEvent, type KeyboardEvent, useEffect, useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { sentence } from '../../../lib/sentence.ts';
import type { Mine } from '../my-rights.ts';
import classes from './notes.module.css';
import type { DayDeeds } from './use-day-deeds.ts';

type Kind = 'note' | 'observe';

/** Writes down what somebody noticed. What was typed stays until the control plane has it. */
export function NoteComposer({ id, mine, write }: { id: string; mine: Mine; write: DayDeeds['write'] }) {
  const [kind, setKind] = useState<Kind>('note');
  const [text, setText] = useState('');
  useEffect(() => {
    if (write.data) setText('');
  }, [write.data]);
  const right = mine.rights[kind];
  if (!right.may) return <p className="muted small">{sentence(right.reason)}</p>;
  const send = () => text.trim() !== '' && write.run({ id, move: { deed: kind, text: text.trim() } });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send();
  };
  return (
    <form className={classes.composer} onSubmit={submit}>
      <Textarea
        aria-label="What to write down"
        placeholder={kind === 'note' ? 'What was said or decided' : 'What you see happen'}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div className="row">
        <SegmentedControl
          size="xs"
          className={classes.kinds ?? ''}
          aria-label="Kind"
          data={[
            { value: 'note', label: 'Note' },
            { value: 'observe', label: 'Observation' },
          ]}
          value={kind}
          onChange={(value) => setKind(value === 'observe' ? 'observe' : 'note')}
        />
        <span className="grow" />
        <span className={classes.hint}>Ctrl Enter</span>
        <Button small submit loading={write.isPending} disabled={text.trim() === ''}>
          Write it down
        </Button>
      </div>
      {write.error && <ErrorNotice error={write.error} title="It was not written down, and is still here." />}
    </form>
  );
}
