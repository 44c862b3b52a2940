import type { GameDayEvent, GameDayStepView, GameDayView } from '@hormesis/contract/game-day.ts';
import type { GameDayReport as Told } from '@hormesis/contract/report.ts';
import type { ReactNode } from 'react';
import classes from '../../../components/report.module.css';
import { formatDuration, formatMoment, formatTime } from '../../../lib/format-duration.ts';
import { formatCount } from '../../../lib/format-number.ts';
import { formatShare } from '../../../lib/format-share.ts';
import { sentence, unbroken } from '../../../lib/sentence.ts';
import { stepKinds, stepPurpose } from '../step-kinds.ts';
import { timelineOf } from './timeline-of.ts';

type ReportProps = {
  report: Told;
  /** Draws what an experiment came to. */
  experiment: (of: Told['experiments'][number]) => ReactNode;
  /** Draws what a termination came to. */
  termination: (of: NonNullable<GameDayStepView['termination']>) => ReactNode;
  findings: ReactNode;
};

/** A game day for people who were not there: first what was tried and what came of it, then each step, then everything in order. */
export function GameDayReport({ report, experiment, termination, findings }: ReportProps) {
  const { gameDay } = report;
  const ofDay = notesOf(gameDay.timeline, null);
  return (
    <article className={classes.report} aria-label={`Report of ${gameDay.id}`}>
      <section className={classes.sheet}>
        <Head day={gameDay} />
        <Outcome day={gameDay} />
        <Steps day={gameDay} />
        {findings}
        <Refused refused={report.refused} />
        {ofDay.length > 0 && (
          <section>
            <h3>Notes of the day</h3>
            <Notes notes={ofDay} />
          </section>
        )}
      </section>
      {gameDay.steps.map((step, place) => {
        const notes = notesOf(gameDay.timeline, place);
        const run = report.experiments.find((each) => each.step === place);
        if (!run && !step.termination && notes.length === 0) return null;
        return (
          <section
            className={classes.sheet}
            // biome-ignore lint/suspicious/noArrayIndexKey: a step is what stands at its place
            key={place}
            data-short={run === undefined || undefined}
            aria-label={`Step ${place + 1}`}
          >
            <div>
              <div className={classes.above}>
                Step {place + 1} of {gameDay.steps.length}, {stepKinds[step.step.kind].words}: {endWords(step)}
              </div>
              <h2 className={classes.stepTitle}>{step.title}</h2>
              <p>{stepPurpose(step.step)}</p>
            </div>
            {run && experiment(run)}
            {step.termination && termination(step.termination)}
            {notes.length > 0 && (
              <section>
                <h3>Notes</h3>
                <Notes notes={notes} />
              </section>
            )}
          </section>
        );
      })}
      <section className={classes.sheet}>
        <Timeline report={report} />
        <p className={classes.note}>Made by Hormesis, {formatMoment(report.madeAt)}.</p>
      </section>
    </article>
  );
}

function Head({ day: { name, goal, path, id, plan, lead } }: { day: GameDayView }) {
  const { roles, limits, abort } = plan;
  const ends = [
    ...(abort.haltedExperiments === undefined ? [] : [`${abort.haltedExperiments} experiments halted`]),
    ...(abort.failingUsers === undefined ? [] : [`${formatCount(abort.failingUsers)} users failing in treatment`]),
  ];
  return (
    <header>
      <div className={classes.above}>
        <span>
          {path} / {id}
        </span>
        <span>Hormesis: report of a game day</span>
      </div>
      <h1>{name}</h1>
      <p>{unbroken(goal)}</p>
      <dl className={classes.facts}>
        <dt>Lead</dt>
        <dd>{roles.lead === lead ? lead : `${roles.lead}, then ${lead}`}</dd>
        <dt>With</dt>
        <dd>
          {[
            ...roles.operators.map((each) => `${each} (operator)`),
            ...roles.observers.map((each) => `${each} (observer)`),
          ].join(', ') || 'nobody else'}
        </dd>
        <dt>Limits</dt>
        <dd>
          {formatShare(limits.maxTreatmentPpm)} of live traffic
          {limits.regions && <>, only in {limits.regions.join(', ')}</>}, {formatDuration(limits.maxMinutes * 60_000)}
        </dd>
        <dt>Aborts at</dt>
        <dd>{ends.join(', or ') || 'nothing but its time'}</dd>
      </dl>
    </header>
  );
}

function Outcome({ day }: { day: GameDayView }) {
  const { state, timeline, haltedExperiments, failingUsers } = day;
  const began = timeline.find(({ kind }) => kind === 'started');
  const verdict = state.name !== 'ended' ? undefined : state.outcome === 'completed' ? 'passed' : 'failed';
  return (
    <div className={classes.verdict} data-verdict={verdict}>
      <h2>{outcomeTitle(day)}</h2>
      {state.name === 'ended' && state.reason && <p>{sentence(state.reason)}</p>}
      <p>
        {began ? `Began ${formatMoment(began.at)}` : 'It never began'}
        {began && state.name === 'ended' && `, took ${formatDuration(Date.parse(state.at) - Date.parse(began.at))}`}.{' '}
        {formatCount(haltedExperiments)} of its experiments {haltedExperiments === 1 ? 'was' : 'were'} halted;{' '}
        {formatCount(failingUsers)} {failingUsers === 1 ? 'user' : 'users'} failed in treatment.
      </p>
    </div>
  );
}

function outcomeTitle({ state }: GameDayView): string {
  if (state.name !== 'ended')
    return state.name === 'running' ? 'The day is still on.' : 'The day has not been started.';
  return state.outcome === 'completed' ? 'Completed: all steps are over.' : `Aborted by ${state.by}.`;
}

function Steps({ day }: { day: GameDayView }) {
  return (
    <section>
      <h3>Steps</h3>
      <table aria-label="Steps">
        <thead>
          <tr>
            <th scope="col" data-right>
              #
            </th>
            <th scope="col">Step</th>
            <th scope="col">Kind</th>
            <th scope="col">Began</th>
            <th scope="col">How it ended</th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          {day.steps.map((step, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a step is what stands at its place
            <tr key={place}>
              <td data-right>{place + 1}</td>
              <td>{step.title}</td>
              <td className="nowrap">{stepKinds[step.step.kind].words}</td>
              <td className="nowrap">{step.beganAt ? formatTime(step.beganAt) : '–'}</td>
              <td>{endWords(step)}</td>
              <td className="nowrap">{step.experiment?.verdict ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function endWords({ state, beganAt }: GameDayStepView): string {
  const took = beganAt && 'at' in state ? ` after ${formatDuration(Date.parse(state.at) - Date.parse(beganAt))}` : '';
  switch (state.name) {
    case 'waiting':
      return 'never began';
    case 'running':
      return 'goes on';
    case 'done':
      return `done${took}`;
    case 'skipped':
      return unbroken(`skipped by ${state.by}${state.reason ? `: ${state.reason}` : ''}`);
    case 'halted':
      return unbroken(`halted by ${state.by}${took}${state.reason ? `: ${state.reason}` : ''}`);
  }
}

function Refused({ refused }: Pick<Told, 'refused'>) {
  return (
    <section>
      <h3>Refused beside the day</h3>
      {refused.length === 0 ? (
        <p className="muted">Nobody tried to run anything else.</p>
      ) : (
        <table aria-label="Refused beside the day">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">Wanted</th>
              <th scope="col">Refused because</th>
            </tr>
          </thead>
          <tbody>
            {refused.map(({ at, actor, target, message }) => (
              <tr key={`${at} ${actor} ${target}`}>
                <td className="nowrap">{formatTime(at)}</td>
                <td className={classes.name}>{actor}</td>
                <td className={classes.name}>{target}</td>
                <td>{unbroken(message)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Notes({ notes }: { notes: readonly GameDayEvent[] }) {
  return (
    <ol className={classes.timeline}>
      {notes.map(({ id, at, actor, kind, text }) => (
        <li key={id}>
          <time dateTime={at}>{formatTime(at)}</time>
          <span className={classes.written}>
            {kind === 'observation' && <b>Observed: </b>}
            {unbroken(text)}
          </span>
          <span className="muted">{actor}</span>
        </li>
      ))}
    </ol>
  );
}

/** The day and its experiments as one, in order. */
function Timeline({ report }: { report: Told }) {
  return (
    <section>
      <h3>Timeline</h3>
      <ol className={classes.timeline}>
        {timelineOf(report).map(({ key, at, actor, text, of }) => (
          <li key={key}>
            <time dateTime={at}>{formatTime(at)}</time>
            <span className={classes.written}>
              {of && <span className="muted">{of}: </span>}
              {unbroken(text)}
            </span>
            <span className="muted">{actor}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function notesOf(timeline: readonly GameDayEvent[], step: number | null): GameDayEvent[] {
  return timeline
    .filter((event) => event.step === step && (event.kind === 'note' || event.kind === 'observation'))
    .sort((a, b) => a.id - b.id);
}
