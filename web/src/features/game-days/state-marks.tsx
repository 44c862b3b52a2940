import type { GameDayState, GameDayStepState } from '@hormesis/contract/game-day.ts';
import {
  IconCalendarEvent,
  IconCircleCheck,
  IconCircleDashed,
  IconFlag,
  IconHandStop,
  IconPlayerPlay,
  IconPlayerSkipForward,
} from '@tabler/icons-react';
import { Tag, type Tone } from '../../components/tag.tsx';

type Mark = { words: string; tone: Tone; icon: typeof IconFlag };

/** One icon and one colour for each state of a step. */
export const stepMarks = {
  waiting: { words: 'waiting', tone: 'neutral', icon: IconCircleDashed },
  running: { words: 'goes on', tone: 'treatment', icon: IconPlayerPlay },
  done: { words: 'done', tone: 'passed', icon: IconCircleCheck },
  skipped: { words: 'skipped', tone: 'neutral', icon: IconPlayerSkipForward },
  halted: { words: 'halted', tone: 'failed', icon: IconHandStop },
} as const satisfies Record<GameDayStepState['name'], Mark>;

const dayMarks = {
  planned: { words: 'planned', tone: 'neutral', icon: IconCalendarEvent },
  running: { words: 'on', tone: 'treatment', icon: IconFlag },
  completed: { words: 'completed', tone: 'passed', icon: IconCircleCheck },
  aborted: { words: 'aborted', tone: 'failed', icon: IconHandStop },
} as const satisfies Record<string, Mark>;

/** Where a day stands, or how it ended. */
export function DayMark({ state }: { state: GameDayState }) {
  return <MarkTag mark={dayMarks[state.name === 'ended' ? state.outcome : state.name]} />;
}

export function StepMark({ state }: { state: GameDayStepState }) {
  return <MarkTag mark={stepMarks[state.name]} />;
}

function MarkTag({ mark: { words, tone, icon: Icon } }: { mark: Mark }) {
  return (
    <Tag tone={tone} icon={<Icon size={14} aria-hidden />}>
      {words}
    </Tag>
  );
}
