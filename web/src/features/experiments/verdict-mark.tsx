import type { ExperimentState, VerdictName } from '@hormesis/contract/experiment.ts';
import {
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
  IconClock,
  IconHandStop,
  IconHelpCircle,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react';
import { Tag } from '../../components/tag.tsx';

export const verdictIcons = { passed: IconCircleCheck, failed: IconCircleX, inconclusive: IconHelpCircle } as const;

const stateIcons = {
  draft: IconClock,
  scheduled: IconClock,
  running: IconPlayerPlay,
  paused: IconPlayerPause,
  completed: IconCircleCheck,
  halted: IconHandStop,
  cancelled: IconCircleMinus,
} as const;

/** The verdict; before there is one, the state. */
export function VerdictMark({ verdict, state }: { verdict: VerdictName | null; state: ExperimentState }) {
  if (verdict === null) return <StateMark state={state} />;
  const Icon = verdictIcons[verdict];
  return (
    <Tag tone={verdict} icon={<Icon size={14} aria-hidden />}>
      {verdict}
    </Tag>
  );
}

export function StateMark({ state }: { state: ExperimentState }) {
  const Icon = stateIcons[state.name];
  return (
    <Tag tone={state.name === 'running' ? 'treatment' : 'neutral'} icon={<Icon size={14} aria-hidden />}>
      {state.name}
    </Tag>
  );
}
