import type { GameDayView } from '@hormesis/contract/game-day.ts';
import type { ReactNode } from 'react';
import { SegmentedBar } from '../../../components/segmented-bar.tsx';
import { formatDuration, formatTime } from '../../../lib/format-duration.ts';
import { formatCount } from '../../../lib/format-number.ts';
import { formatShare } from '../../../lib/format-share.ts';
import { useClock } from '../../../lib/use-clock.ts';
import classes from './day-facts.module.css';

/** Time, people, limits and what would end the day by itself: what everybody asks first. `me` is marked among the people. */
export function DayFacts({ day, me }: { day: GameDayView; me: string }) {
  const { plan, lead } = day;
  const others = [plan.roles.lead, ...plan.roles.operators].filter((each) => each !== lead);
  return (
    <dl className={classes.facts}>
      <Fact name="Time">
        <Time day={day} />
      </Fact>
      <Fact name="Lead">{named(lead, me)}</Fact>
      <Fact name="Operators">{others.map((each) => named(each, me)).join(', ') || 'nobody'}</Fact>
      <Fact name="Observers">{plan.roles.observers.map((each) => named(each, me)).join(', ') || 'nobody'}</Fact>
      <Fact name="At most">
        {formatShare(plan.limits.maxTreatmentPpm)} of live traffic
        {plan.limits.regions && <div className="small muted">in {plan.limits.regions.join(', ')}</div>}
      </Fact>
      <Fact name="Ends by itself">
        <AbortWords day={day} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function named(person: string, me: string): string {
  return person === me ? `${person} (you)` : person;
}

/** How much of the day's time has passed; the end is the control plane's. */
function Time({ day: { state, plan, timeline } }: { day: GameDayView }) {
  const nowMs = useClock();
  if (state.name === 'planned') return <>{formatDuration(plan.limits.maxMinutes * 60_000)}, not begun</>;
  const began = timeline.find(({ kind }) => kind === 'started');
  if (state.name === 'ended') {
    if (!began) return <>never began</>;
    return <>took {formatDuration(Date.parse(state.at) - Date.parse(began.at))}</>;
  }
  const sinceMs = Date.parse(state.since);
  const wholeMs = Math.max(1, Date.parse(state.endsAt) - sinceMs);
  const part = Math.min(1, Math.max(0, (nowMs - sinceMs) / wholeMs));
  return (
    <>
      {formatDuration(nowMs - sinceMs)} <span className="muted">of {formatDuration(wholeMs)}</span>
      <div className={classes.bar}>
        <SegmentedBar
          height={6}
          parts={[{ key: 'passed', from: 0, to: part, tone: part > 0.9 ? 'inconclusive' : 'neutral' }]}
          label={`${Math.round(part * 100)} % of the time of the day has passed`}
        />
      </div>
      <div className="small muted">until {formatTime(state.endsAt)}</div>
    </>
  );
}

function AbortWords({ day: { plan, haltedExperiments, failingUsers } }: { day: GameDayView }) {
  const { abort } = plan;
  return (
    <>
      {abort.haltedExperiments !== undefined && (
        <div>
          {haltedExperiments} of {abort.haltedExperiments} <span className="muted">experiments halted</span>
        </div>
      )}
      {abort.failingUsers !== undefined && (
        <div>
          {formatCount(failingUsers)} of {formatCount(abort.failingUsers)} <span className="muted">users failing</span>
        </div>
      )}
      {abort.haltedExperiments === undefined && abort.failingUsers === undefined && 'only when its time is over'}
    </>
  );
}
