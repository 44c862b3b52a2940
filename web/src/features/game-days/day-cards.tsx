import type { GameDaySummary } from '@hormesis/contract/game-day.ts';
import { Link } from 'react-router';
import { formatDuration } from '../../lib/format-duration.ts';
import { useClock } from '../../lib/use-clock.ts';
import classes from './day-cards.module.css';

/** The days that are on: the present step, who leads, and how much of the time is left. */
export function DayCards({ days }: { days: readonly GameDaySummary[] }) {
  return days.map((day) => <DayCard key={day.id} day={day} />);
}

function DayCard({ day: { id, name, goal, path, lead, state, stepCount, stepTitle } }: { day: GameDaySummary }) {
  const nowMs = useClock();
  if (state.name !== 'running') return null;
  return (
    <article className={classes.card} aria-label={name}>
      <div className={classes.words}>
        <Link to={`/game-days/${id}`} className={`${classes.title} link`}>
          {name}
        </Link>
        <p className="muted small">{goal}</p>
      </div>
      <div>
        <div className={classes.big}>
          {stepTitle === null ? 'all steps over' : `step ${state.step + 1} of ${stepCount}`}
        </div>
        <div className="small muted">{stepTitle ?? 'the lead may end the day'}</div>
      </div>
      <div>
        <div className={classes.big}>{lead}</div>
        <div className="small muted">leads, on {path}</div>
      </div>
      <div>
        <div className={classes.big}>{formatDuration(nowMs - Date.parse(state.since))}</div>
        <div className="small muted">ends by itself in {formatDuration(Date.parse(state.endsAt) - nowMs)}</div>
      </div>
    </article>
  );
}
