import type { GameDayView } from '@hormesis/contract/game-day.ts';
import { IconCopy, IconFileText } from '@tabler/icons-react';
import { Link, useParams } from 'react-router';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { PageUnread } from '../../components/page-unread.tsx';
import { Panel } from '../../components/panel.tsx';
import { VerdictMark } from '../../features/experiments/verdict-mark.tsx';
import { useLiveGameDay } from '../../features/game-days/api/watch-game-day.ts';
import { type Mine, rightsIn, roleWords } from '../../features/game-days/my-rights.ts';
import { DayEnd } from '../../features/game-days/run/day-end.tsx';
import { DayFacts } from '../../features/game-days/run/day-facts.tsx';
import { DayTimeline, TimelineFilterBar, useTimelineFilter } from '../../features/game-days/run/day-timeline.tsx';
import { HandOver } from '../../features/game-days/run/hand-over.tsx';
import { NoteComposer } from '../../features/game-days/run/note-composer.tsx';
import { PresentStep } from '../../features/game-days/run/present-step.tsx';
import { StepList } from '../../features/game-days/run/step-list.tsx';
import { StopControls } from '../../features/game-days/run/stop-controls.tsx';
import { type DayDeeds, useDayDeeds } from '../../features/game-days/run/use-day-deeds.ts';
import { DayMark } from '../../features/game-days/state-marks.tsx';
import { useShell } from '../shell-context.ts';
import classes from './game-day-page.module.css';
import { StepExperiment, StepTermination } from './game-day-step.tsx';
import { StopResult } from './game-day-stop-result.tsx';

/** One game day: who does what, the step at hand with what it does to people, and what everybody writes down. */
export function GameDayPage() {
  const { id = '' } = useParams();
  const { onSignedOut } = useShell();
  const live = useLiveGameDay(id, onSignedOut);
  if (live.data) return <GameDay key={id} day={live.data} />;
  return (
    <PageUnread
      heading="Game day"
      error={live.error}
      title={`The game day ${id} could not be read.`}
      action={<Link to="/game-days">All game days</Link>}
      label="Reading the game day"
      panels={3}
    />
  );
}

function GameDay({ day }: { day: GameDayView }) {
  const { identity, mayOperate } = useShell();
  const deeds = useDayDeeds();
  const mine = rightsIn(day, identity);
  return (
    <>
      <PageHead
        title={day.name}
        mark={<DayMark state={day.state} />}
        above={
          <>
            <Link to="/game-days" className="link">
              Game days
            </Link>{' '}
            &nbsp;/&nbsp; {day.path} &nbsp;/&nbsp; {day.id} &nbsp;·&nbsp; {roleWords[mine.role]}
          </>
        }
        below={day.goal}
        actions={
          <>
            {day.state.name !== 'planned' && <ReportLink id={day.id} />}
            {mayOperate && day.state.name === 'ended' && <AgainLink id={day.id} />}
            <HandOver day={day} mine={mine} handOver={deeds.handOver} />
            <StopControls day={day} mine={mine} stop={deeds.stop} />
          </>
        }
      />
      <div className="stack">
        <StopResult stop={deeds.stop} />
        {deeds.move.error && (
          <ErrorNotice
            error={deeds.move.error}
            title="The day was not moved on."
            action={
              <Button small onClick={deeds.move.reset}>
                Close
              </Button>
            }
          />
        )}
        <DayEnd day={day} />
        <DayFacts day={day} me={identity.name} />
        <div className={classes.columns} data-over={day.state.name === 'ended' || undefined}>
          <div className={classes.steps}>
            <Panel title="Steps" aside={<span className="small muted">{day.stepCount}</span>}>
              <StepList
                day={day}
                verdict={({ experiment }) =>
                  experiment && <VerdictMark verdict={experiment.verdict} state={experiment.state} />
                }
              />
            </Panel>
          </div>
          {day.state.name !== 'ended' && (
            <div className={`stack top ${classes.present}`}>
              <Present day={day} mine={mine} deeds={deeds} />
            </div>
          )}
          <div className={classes.notes}>
            <Notes day={day} mine={mine} write={deeds.write} />
          </div>
        </div>
      </div>
    </>
  );
}

/** The step at hand; of an experiment all that its own page shows first. */
function Present({ day, mine, deeds }: { day: GameDayView; mine: Mine; deeds: DayDeeds }) {
  const hand = day.state.name === 'running' ? day.steps[day.state.step] : undefined;
  const termination = hand?.termination;
  return (
    <>
      <PresentStep day={day} mine={mine} move={deeds.move}>
        {termination && <StepTermination termination={termination} />}
      </PresentStep>
      {hand?.experiment && <StepExperiment id={hand.experiment.id} />}
    </>
  );
}

function Notes({ day, mine, write }: { day: GameDayView; mine: Mine; write: DayDeeds['write'] }) {
  const [filter, setFilter] = useTimelineFilter();
  return (
    <Panel title="Notes and timeline" aside={<TimelineFilterBar filter={filter} onFilter={setFilter} />}>
      <NoteComposer id={day.id} mine={mine} write={write} />
      <DayTimeline events={day.timeline} filter={filter} />
    </Panel>
  );
}

function ReportLink({ id }: { id: string }) {
  return (
    <LinkButton to={`/game-days/${id}/report`} icon={<IconFileText size={16} aria-hidden />}>
      Report
    </LinkButton>
  );
}

function AgainLink({ id }: { id: string }) {
  return (
    <LinkButton to={`/game-days/new?from=${id}`} icon={<IconCopy size={16} aria-hidden />}>
      Plan it again
    </LinkButton>
  );
}
