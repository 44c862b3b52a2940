import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconHandStop, IconPlayerPause, IconPlayerPlay, IconPlayerTrackNext } from '@tabler/icons-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { DialogActions } from '../../components/dialog-actions.tsx';
import { Reasons } from '../../components/reasons.tsx';
import { formatShare } from '../../lib/format-share.ts';
import { conditionTitles } from './gate-conditions.tsx';
import type { useControlActions } from './use-control-actions.ts';

type Actions = ReturnType<typeof useControlActions>;

type ControlsProps = {
  experiment: ExperimentView;
  actions: Actions;
  /** The hold switch is set: nothing is resumed. */
  held: boolean;
};

/** Pause, resume, promote, halt. What raises the risk asks first; a halt never does. */
export function ExperimentControls({ experiment, actions, held }: ControlsProps) {
  const { id, state } = experiment;
  const live = experiment.population === 'live';
  if (state.name !== 'running' && state.name !== 'paused') return null;
  return (
    <>
      {state.name === 'running' && live && (
        <Button
          icon={<IconPlayerPause size={16} aria-hidden />}
          loading={actions.pause.isPending}
          onClick={() => actions.pause.run({ id, reason: '' })}
        >
          Pause
        </Button>
      )}
      {state.name === 'paused' && (
        <Button
          icon={<IconPlayerPlay size={16} aria-hidden />}
          loading={actions.resume.isPending}
          disabled={held}
          onClick={() => actions.resume.run({ id, reason: '' })}
        >
          Resume
        </Button>
      )}
      {state.name === 'running' && live && <Promote experiment={experiment} stage={state.stage} actions={actions} />}
      <Button
        kind="danger-quiet"
        icon={<IconHandStop size={16} aria-hidden />}
        loading={actions.halt.isPending}
        onClick={() => actions.halt.run({ id, reason: '' })}
      >
        Halt
      </Button>
    </>
  );
}

type PromoteProps = { experiment: ExperimentView; stage: number; actions: Actions };

function Promote({ experiment, stage, actions }: PromoteProps) {
  const [open, { open: show, close }] = useDisclosure(false);
  const [reason, setReason] = useState('');
  const next = experiment.ramp.stages[stage + 1];
  if (!next) return null;
  const waiting = experiment.gate?.conditions.filter(({ met }) => !met) ?? [];
  return (
    <>
      <Button icon={<IconPlayerTrackNext size={16} aria-hidden />} loading={actions.promote.isPending} onClick={show}>
        Promote
      </Button>
      <Dialog title={`Go on to ${formatShare(next.trafficPpm)} now?`} open={open} onClose={close}>
        <div className="stack">
          <p>
            {formatShare(experiment.trafficPpm)} of live traffic is in treatment; then it will be{' '}
            <b>{formatShare(next.trafficPpm)}</b>. Your name and reason are recorded. Promoting past a halt is not
            possible.
          </p>
          {waiting.length > 0 && (
            <div>
              <p className="strong">The gate still waits for:</p>
              <Reasons
                reasons={waiting.map(({ condition, text }) => ({
                  code: condition,
                  message: `${conditionTitles[condition]}: ${text}`,
                }))}
              />
            </div>
          )}
          <Textarea
            label="Reason"
            description="For the timeline and for whoever reads it later."
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            maxLength={1_000}
            data-autofocus
          />
          <DialogActions>
            <Button onClick={close}>Stay here</Button>
            <Button
              kind="primary"
              onClick={() => {
                actions.promote.run({ id: experiment.id, reason });
                close();
              }}
            >
              Promote to {formatShare(next.trafficPpm)}
            </Button>
          </DialogActions>
        </div>
      </Dialog>
    </>
  );
}
