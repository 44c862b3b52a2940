import type { AccessToken } from '@hormesis/contract/access.ts';
import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { DialogActions } from '../../components/dialog-actions.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { useAction } from '../../lib/use-action.ts';
import { revokeToken } from './api/revoke-token.ts';

/** Says what ends with the token before it ends. */
export function RevokeDialog({ token, onClose }: { token: AccessToken; onClose: () => void }) {
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const revoke = useAction(revokeToken, () => {
    void client.invalidateQueries({ queryKey: ['access-tokens'] });
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    revoke.run({ id: token.id, reason: reason.trim() });
  };
  return (
    <Dialog title={`Revoke the token of ${token.name}?`} open onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <p>
          {token.role === 'agent'
            ? 'Agents that use it lose the control plane and stop injecting within their lease (5\u00a0s). They don’t come back before they get another token.'
            : 'It ends at once, and so do the browser sessions that were begun with it. What its bearer started goes on.'}
        </p>
        <TextInput
          label="Reason"
          description="For the audit."
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={1_000}
          data-autofocus
        />
        {revoke.error && <ErrorNotice error={revoke.error} title="It was not revoked." />}
        <DialogActions>
          <Button onClick={onClose}>Keep it</Button>
          <Button kind="danger" submit loading={revoke.isPending}>
            Revoke
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
