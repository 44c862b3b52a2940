import type { TerminationSettingsView } from '@hormesis/contract/terminations.ts';
import { IconLink, IconLinkOff } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { DialogActions } from '../../components/dialog-actions.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { Tag } from '../../components/tag.tsx';
import { useAction } from '../../lib/use-action.ts';
import { setLeash } from './api/set-leash.ts';

type LeashPanelProps = { view: TerminationSettingsView; mayChange: boolean };

/** Whether anything dies at all. Back on the leash goes at one press; off it only after a question. */
export function LeashPanel({ view: { settings }, mayChange }: LeashPanelProps) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const leash = useAction(setLeash, () => {
    setAsking(false);
    void client.invalidateQueries({ queryKey: ['terminations'] });
  });
  const unleashed = settings.apps.filter(({ enabled, leashed }) => enabled && !leashed).map(({ app }) => app);
  return (
    <Panel title="Leash" aside={<LeashMark enabled={settings.enabled} leashed={settings.leashed} />}>
      <div className="stack">
        <p>{wordsOf(settings.enabled, settings.leashed, unleashed)}</p>
        {!settings.enabled && (
          <p className="muted">
            {mayChange ? 'To begin, ' : 'To begin, an admin has to '}
            set <code>enabled: true</code> in the settings below, and name accounts and applications there. The leash
            stays on until somebody takes it off.
          </p>
        )}
        {leash.error && <ErrorNotice error={leash.error} title="The leash was not changed." />}
        {mayChange && settings.enabled && (
          <div className="row">
            {settings.leashed ? (
              <Button kind="danger-quiet" icon={<IconLinkOff size={16} aria-hidden />} onClick={() => setAsking(true)}>
                Take the leash off
              </Button>
            ) : (
              <Button
                kind="primary"
                icon={<IconLink size={16} aria-hidden />}
                loading={leash.isPending}
                onClick={() => leash.run({ leashed: true })}
              >
                Put everything on the leash
              </Button>
            )}
          </div>
        )}
      </div>
      {asking && (
        <Dialog title="Take the leash off?" open onClose={() => setAsking(false)}>
          <div className="stack">
            <p>
              From then on real instances die: by hand in every group that takes part, and by plan in{' '}
              {unleashed.length > 0 ? unleashed.join(', ') : 'no application, as long as each has its own leash'}.
            </p>
            <DialogActions>
              <Button onClick={() => setAsking(false)}>Keep the leash</Button>
              <Button kind="danger" loading={leash.isPending} onClick={() => leash.run({ leashed: false })}>
                Take it off
              </Button>
            </DialogActions>
          </div>
        </Dialog>
      )}
    </Panel>
  );
}

function wordsOf(enabled: boolean, leashed: boolean, unleashed: readonly string[]): string {
  if (!enabled) return 'Terminations are not enabled: nothing is planned, and nothing dies.';
  if (leashed) return 'Everything is planned, asked and recorded, and nobody dies.';
  if (unleashed.length > 0) return `Real instances die. By plan in: ${unleashed.join(', ')}.`;
  return 'Real instances die by hand only: each application is on a leash of its own, so none dies by plan.';
}

function LeashMark({ enabled, leashed }: { enabled: boolean; leashed: boolean }) {
  if (!enabled) return <Tag>not enabled</Tag>;
  return leashed ? (
    <Tag icon={<IconLink size={14} aria-hidden />}>on the leash</Tag>
  ) : (
    <Tag tone="failed" icon={<IconLinkOff size={14} aria-hidden />}>
      off the leash
    </Tag>
  );
}
