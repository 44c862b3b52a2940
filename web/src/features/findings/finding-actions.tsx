import type { FindingView } from '@hormesis/contract/finding.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { useAction } from '../../lib/use-action.ts';
import { changeFinding, type FindingAct } from './api/change-finding.ts';
import { FindingDialog } from './finding-dialog.tsx';

type ActName = FindingAct['name'];

const labels: Readonly<Record<ActName, string>> = {
  assign: 'Assign',
  accept: 'Accept',
  fix: 'Mark as fixed',
  reopen: 'Open again',
};

/** What may be done with a finding in its state, the most wanted last. */
function offered(state: FindingView['state']['name']): readonly ActName[] {
  switch (state) {
    case 'open':
      return ['assign', 'accept', 'fix'];
    case 'fixed':
      return ['assign', 'reopen', 'accept'];
    case 'accepted':
      return ['assign', 'reopen', 'accept', 'fix'];
    case 'verified':
      return ['assign', 'reopen'];
  }
}

/** The buttons of a finding, each with its dialog. What the page shows then is what the control plane answered. */
export function FindingActions({ finding }: { finding: FindingView }) {
  const [asked, setAsked] = useState<ActName | null>(null);
  const client = useQueryClient();
  const change = useAction(changeFinding, () => {
    setAsked(null);
    void client.invalidateQueries({ queryKey: ['finding', finding.id] });
    void client.invalidateQueries({ queryKey: ['findings'] });
    void client.invalidateQueries({ queryKey: ['scenarios'] });
  });
  const names = offered(finding.state.name);
  return (
    <>
      {names.map((name) => (
        <Button
          key={name}
          kind={name === 'fix' ? 'primary' : 'plain'}
          onClick={() => {
            change.reset();
            setAsked(name);
          }}
        >
          {labels[name]}
        </Button>
      ))}
      {asked && (
        <FindingDialog
          key={asked}
          name={asked}
          title={`${labels[asked]}: ${finding.title}`}
          owner={finding.owner}
          pending={change.isPending}
          error={change.error}
          onClose={() => setAsked(null)}
          onSend={(act) => change.run({ id: finding.id, act })}
        />
      )}
    </>
  );
}
