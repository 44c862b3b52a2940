import type { TerminationGroup } from '@hormesis/contract/terminations.ts';
import { Radio, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { DialogActions } from '../../components/dialog-actions.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { useAction } from '../../lib/use-action.ts';
import { type Amount, AmountFields, amountBody } from './amount-fields.tsx';
import { terminate } from './api/terminate.ts';
import { groupName, outcomeWords } from './termination-words.ts';
import classes from './terminations.module.css';
import { WordsMark } from './words-mark.tsx';

/** A dry run at one press; for real only with the group's key typed out. */
export function KillDialog({ group, onClose }: { group: TerminationGroup; onClose: () => void }) {
  const client = useQueryClient();
  const [leashed, setLeashed] = useState(true);
  const [typed, setTyped] = useState('');
  const [amount, setAmount] = useState<Amount>({ kind: 'one' });
  const kill = useAction(terminate, () => void client.invalidateQueries({ queryKey: ['terminations'] }));
  const confirmed = leashed || typed.trim() === group.key;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const confirm = leashed ? {} : { confirm: typed.trim() };
    if (confirmed) kill.run({ group: group.key, leashed, ...amountBody(amount), ...confirm });
  };
  return (
    <Dialog title={`Kill in ${groupName(group.key)}`} open onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <p>
          {group.eligible} healthy members may die. All gates are asked as for a planned kill, the minimum time between
          two kills too.
        </p>
        <AmountFields group={group} amount={amount} onChange={setAmount} />
        <Radio.Group
          label="How"
          value={leashed ? 'leashed' : 'unleashed'}
          onChange={(value) => {
            setLeashed(value === 'leashed');
            kill.reset();
          }}
        >
          <div className="stack" style={{ gap: 8, marginTop: 6 }}>
            <Radio value="leashed" label="Dry run: everything but the kill" />
            <Radio value="unleashed" label="For real" />
          </div>
        </Radio.Group>
        {!leashed && (
          <TextInput
            label="Type the group’s key"
            description={group.key}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
          />
        )}
        {kill.error && <ErrorNotice error={kill.error} title="Nobody was killed, as far as is known." />}
        {kill.data && (
          <div role="status">
            <ul className={classes.outcomes}>
              {kill.data.targets.map(({ member, name, outcome }) => (
                <li key={member}>
                  <code>{name}</code> <WordsMark words={outcomeWords(outcome)} />
                </li>
              ))}
            </ul>
          </div>
        )}
        <DialogActions>
          <Button onClick={onClose}>{kill.data ? 'Close' : 'Keep it alive'}</Button>
          <Button kind={leashed ? 'primary' : 'danger'} submit loading={kill.isPending} disabled={!confirmed}>
            {leashed ? (kill.data ? 'Try it again' : 'Try it') : 'Kill it'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
