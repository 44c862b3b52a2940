import type { GameDaySummary } from '@hormesis/contract/game-day.ts';
import { IconFlag } from '@tabler/icons-react';
import { Link } from 'react-router';
import classes from './day-on-banner.module.css';

/** On every page while a day is on: which, how far, and who leads. It links to the day. */
export function DayOnBanner({ day: { id, name, path, lead, state, stepCount, stepTitle } }: { day: GameDaySummary }) {
  if (state.name !== 'running') return null;
  return (
    <Link to={`/game-days/${id}`} className={classes.banner}>
      <IconFlag size={16} aria-hidden />
      <span>
        <strong>Game day {name}</strong> is on: nothing else runs on {path}.
      </span>
      <span className={classes.step}>
        {stepTitle === null ? 'All steps are over' : `Step ${state.step + 1} of ${stepCount}: ${stepTitle}`} · led by{' '}
        {lead}
      </span>
    </Link>
  );
}
