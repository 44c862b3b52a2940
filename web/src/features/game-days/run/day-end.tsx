import type { GameDayView } from '@hormesis/contract/game-day.ts';
import { IconCircleCheck, IconHandStop } from '@tabler/icons-react';
import { Banner } from '../../../components/banner.tsx';
import { Moment } from '../../../components/moment.tsx';
import { sentence } from '../../../lib/sentence.ts';

/** How the day ended, and by whom. */
export function DayEnd({ day: { state } }: { day: GameDayView }) {
  if (state.name !== 'ended') return null;
  const completed = state.outcome === 'completed';
  const Icon = completed ? IconCircleCheck : IconHandStop;
  return (
    <Banner
      tone={completed ? 'passed' : 'failed'}
      icon={<Icon size={20} aria-hidden />}
      title={completed ? 'The game day is over: all steps are.' : 'The game day was aborted.'}
    >
      {completed ? 'Ended' : 'Aborted'} by {state.by}, <Moment at={state.at} />
      {state.reason && `. ${sentence(state.reason)}`}
    </Banner>
  );
}
