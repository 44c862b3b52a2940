import type { GameDayStepView, GameDayView } from '@hormesis/contract/game-day.ts';
import { IconArrowRight, IconCheck, IconFlag, IconPlayerSkipForward } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Button } from '../../../components/button.tsx';
import { formatDuration } from '../../../lib/format-duration.ts';
import { useClock } from '../../../lib/use-clock.ts';
import type { Mine } from '../my-rights.ts';
import { StepMark } from '../state-marks.tsx';
import { stepKinds, stepPurpose } from '../step-kinds.ts';
import { moveButtons, whyNot } from './moves.ts';
import classes from './present-step.module.css';
import type { DayDeeds } from './use-day-deeds.ts';

type PresentStepProps = { day: GameDayView; mine: Mine; move: DayDeeds['move']; children?: ReactNode };

const icons = { start: IconFlag, next: IconArrowRight, done: IconCheck, skip: IconPlayerSkipForward } as const;

/** The step at hand, large, with what moves the day on. `children`: what there is to see of its experiment or termination. */
export function PresentStep({ day, mine, move, children }: PresentStepProps) {
  const { state, steps } = day;
  if (state.name === 'ended') return null;
  const hand = state.name === 'running' ? steps[state.step] : undefined;
  return (
    <section
      className={classes.step}
      aria-label="The present step"
      data-running={hand?.state.name === 'running' || undefined}
    >
      {state.name === 'planned' && (
        <Words above="Not started" title="Nothing happens before the lead starts the day">
          From then on nothing but its steps runs on {day.path}. The first one is <b>{steps[0]?.title}</b>; it begins
          when the lead says so.
        </Words>
      )}
      {state.name === 'running' && !hand && (
        <Words above={`${steps.length} of ${steps.length} steps`} title="All steps are over">
          The lead ends the day; until then everybody can write notes.
        </Words>
      )}
      {state.name === 'running' && hand && <Hand hand={hand} place={state.step} of={steps.length} />}
      <Buttons day={day} mine={mine} move={move} />
      {children && <div className={classes.more}>{children}</div>}
    </section>
  );
}

function Words({
  above,
  title,
  mark,
  children,
}: {
  above: string;
  title: string;
  mark?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div>
      <div className={classes.above}>
        {above} {mark}
      </div>
      <h2 className={classes.title}>{title}</h2>
      <div className={classes.purpose}>{children}</div>
    </div>
  );
}

function Hand({ hand, place, of }: { hand: GameDayStepView; place: number; of: number }) {
  const { icon: Icon, words } = stepKinds[hand.step.kind];
  return (
    <Words
      above={`Step ${place + 1} of ${of}`}
      mark={
        <>
          <span className={classes.kind}>
            <Icon size={15} aria-hidden /> {words}
          </span>
          <StepMark state={hand.state} />
          {hand.state.name === 'running' && <Since hand={hand} since={hand.state.since} />}
        </>
      }
      title={hand.title}
    >
      {stepPurpose(hand.step)}
    </Words>
  );
}

/** How long it has been going on; of a discussion how much of its time is left. */
function Since({ hand: { step }, since }: { hand: GameDayStepView; since: string }) {
  const passedMs = useClock() - Date.parse(since);
  if (step.kind !== 'hold') return <span className="figures">for {formatDuration(passedMs)}</span>;
  const leftMs = step.minutes * 60_000 - passedMs;
  return (
    <span className="figures">{leftMs > 0 ? `${formatDuration(leftMs)} left` : `${formatDuration(-leftMs)} over`}</span>
  );
}

function Buttons({ day, mine, move }: Omit<PresentStepProps, 'children'>) {
  const buttons = moveButtons(day, mine);
  const first = buttons.find(({ reason }) => reason === '');
  return (
    <div className={classes.buttons}>
      {buttons.map((each) => {
        const Icon = icons[each.deed];
        return (
          <Button
            key={each.deed}
            kind={each === first ? 'primary' : 'plain'}
            icon={<Icon size={16} aria-hidden />}
            disabled={each.reason !== ''}
            loading={move.isPending && each === first}
            onClick={() => move.run({ id: day.id, move: each.move })}
          >
            {each.words}
          </Button>
        );
      })}
      <span className={classes.why}>{whyNot(buttons, mine, day.lead).join(' ')}</span>
    </div>
  );
}
