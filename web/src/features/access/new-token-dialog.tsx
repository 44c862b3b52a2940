import type { AccessRole } from '@hormesis/contract/access.ts';
import { Radio, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { CodeBlock } from '../../components/code-block.tsx';
import { CopyText } from '../../components/copy-text.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { DialogActions } from '../../components/dialog-actions.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { useAction } from '../../lib/use-action.ts';
import { createToken } from './api/create-token.ts';
import { roles, roleWords } from './role-words.ts';

/** Asks for a name and a role, then shows the token's text, which nobody can read again. */
export function NewTokenDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const create = useAction(createToken, () => void client.invalidateQueries({ queryKey: ['access-tokens'] }));
  if (create.data) {
    const { name, role, token } = create.data;
    return (
      <Dialog title={`The token of ${name}`} open onClose={onClose}>
        <div className="stack">
          <p>
            This is the only time that its text is shown: only a hash of it is kept. {name} signs in with it as{' '}
            <b>{role}</b>, or sends it as a bearer token.
          </p>
          <CodeBlock text={token} label="Token" />
          <DialogActions beside={<CopyText text={token} name="token" />}>
            <Button kind="primary" onClick={onClose}>
              I have kept it
            </Button>
          </DialogActions>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title="New access token" open onClose={onClose}>
      <NewTokenForm pending={create.isPending} error={create.error} onClose={onClose} onMake={create.run} />
    </Dialog>
  );
}

type NewTokenFormProps = {
  pending: boolean;
  error: Error | null;
  onClose: () => void;
  onMake: (body: { name: string; role: AccessRole }) => void;
};

function NewTokenForm({ pending, error, onClose, onMake }: NewTokenFormProps) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<AccessRole>('viewer');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onMake({ name: name.trim(), role });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <TextInput
        label="Name"
        description="A person, a script or a fleet. It stands in every timeline and in the audit."
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={100}
        data-autofocus
      />
      <Radio.Group
        label="Role"
        value={role}
        onChange={(value) => setRole(roles.find((each) => each === value) ?? 'viewer')}
      >
        <div className="stack" style={{ gap: 8, marginTop: 6 }}>
          {roles.map((each) => (
            <Radio key={each} value={each} label={each} description={roleWords[each]} />
          ))}
        </div>
      </Radio.Group>
      {error && <ErrorNotice error={error} title="The token was not made." />}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" submit loading={pending} disabled={name.trim() === ''}>
          Make the token
        </Button>
      </DialogActions>
    </form>
  );
}
