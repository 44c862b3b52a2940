import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { DialogActions } from '../../components/dialog-actions.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { useAction } from '../../lib/use-action.ts';
import { copyScenario } from './api/copy-scenario.ts';

/** Asks for the copy's name and opens the copy. */
export function CopyDialog({ from, onClose }: { from: string; onClose: () => void }) {
  const navigate = useNavigate();
  const [name, setName] = useState(`${from}-copy`);
  const copy = useAction(copyScenario, (view) => {
    onClose();
    void navigate(`/scenarios/${view.name}`);
  });
  return (
    <Dialog title={`Copy ${from}`} open onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          copy.run({ from, name });
        }}
      >
        <TextInput
          label="Name of the copy"
          description="Lower-case letters, digits and hyphens. The copy is kept in the database."
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        {copy.error && <ErrorNotice error={copy.error} title="It was not copied." />}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" submit loading={copy.isPending} disabled={name === ''}>
            Copy
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
