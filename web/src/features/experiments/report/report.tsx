import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { byPerson, givenReason, haltSentence, verdictSentences } from '@hormesis/contract/experiment-words.ts';
import type { ReactNode } from 'react';
import classes from '../../../components/report.module.css';
import { callGroupWords, faultWords } from '../../../lib/fault-words.ts';
import { formatDuration, formatMoment } from '../../../lib/format-duration.ts';
import { formatCount } from '../../../lib/format-number.ts';
import { unbroken } from '../../../lib/sentence.ts';
import { verdictIcons } from '../verdict-mark.tsx';
import { ReportEvidence } from './report-evidence.tsx';
import { ReportFlows } from './report-flows.tsx';
import { ReportKills } from './report-kills.tsx';
import { ReportRadius } from './report-radius.tsx';
import { ReportRamp } from './report-ramp.tsx';
import { ReportTimeline } from './report-timeline.tsx';

/**
 * One experiment for people who were not there, on two sheets: the verdict with its evidence, then who and what was
 * touched, what was found, and what happened. What does not fit is counted, never silently left out.
 */
export function Report({ experiment, findings }: { experiment: ExperimentView; findings: ReactNode }) {
  const live = experiment.population === 'live';
  return (
    <article className={classes.report} aria-label={`Report of ${experiment.id}`}>
      <section className={classes.sheet}>
        <Head experiment={experiment} />
        <ReportVerdict experiment={experiment} />
        {live && <ReportRamp experiment={experiment} />}
        {live && <ReportEvidence experiment={experiment} />}
      </section>
      <section className={classes.sheet}>
        <div className={classes.running} aria-hidden>
          {experiment.title} · {experiment.id}
        </div>
        <ReportRadius experiment={experiment} />
        <ReportFlows flows={experiment.flows} />
        <ReportKills kills={experiment.evidence.kills ?? []} />
        {findings}
        <ReportTimeline experiment={experiment} />
      </section>
    </article>
  );
}

function Head({ experiment }: { experiment: ExperimentView }) {
  const { title, hypothesis, path, scenario, scenarioVersion, id, faults, owner } = experiment;
  return (
    <header className={classes.head}>
      <div className={classes.above}>
        <span>
          {path} / {scenario} v{scenarioVersion} / {id}
        </span>
        <span>Hormesis: report of an experiment</span>
      </div>
      <h1>{title}</h1>
      <p>{unbroken(hypothesis)}</p>
      <dl className={classes.facts}>
        <dt>Fails</dt>
        <dd>
          {faults.map(({ callGroup, where, fault, role }) => (
            <div key={`${callGroup} ${faultWords(fault, where)}`}>
              <code>{callGroupWords(callGroup)}</code> {faultWords(fault, where)}
              {role && <> ({role})</>}
            </div>
          ))}
        </dd>
        <dt>Run</dt>
        <dd>{runWords(experiment)}</dd>
        {owner && (
          <>
            <dt>Owner</dt>
            <dd>{owner}</dd>
          </>
        )}
      </dl>
    </header>
  );
}

function runWords({ startedAt, createdAt, endedAt, startedBy, approvedBy }: ExperimentView): string {
  const from = startedAt ?? createdAt;
  const took = endedAt ? `, took ${formatDuration(Date.parse(endedAt) - Date.parse(from))}` : ', still running';
  return `${formatMoment(from)} by ${startedBy}${approvedBy ? `, approved by ${approvedBy}` : ''}${took}`;
}

/** The verdict with its reason, who stopped it, and what agents attested. */
export function ReportVerdict({ experiment }: { experiment: ExperimentView }) {
  const { verdict, state, reason, halt, stoppedAt, population } = experiment;
  const Icon = verdict ? verdictIcons[verdict] : null;
  const sentence = verdict ? verdictSentences[verdict] : withoutVerdict(experiment);
  const byHand = state.name === 'halted' && byPerson(state.reason);
  const given = state.name === 'halted' ? givenReason(state.by, reason) : '';
  return (
    <div className={classes.verdict} data-verdict={verdict ?? undefined}>
      <h2>
        {Icon && <Icon size={20} aria-hidden />}
        {sentence}
      </h2>
      {reason && !byHand && <p>{unbroken(reason)}</p>}
      {state.name === 'halted' && (
        <p>
          {haltSentence(state.reason)}
          {byHand && <> by {state.by}</>}
          {byHand && given && <>: {unbroken(given)}</>}
          {halt && (
            <>
              {' '}
              · {halt.agents.confirmed} of {halt.agents.connected} agents confirmed within {formatCount(halt.ms)}
              &nbsp;ms
              {halt.agents.unknown.length > 0 && `, unknown: ${halt.agents.unknown.join(', ')}`}
            </>
          )}
        </p>
      )}
      {population === 'live' && experiment.startedAt && experiment.endedAt && (
        <p>
          {stoppedAt
            ? `Every agent has attested that nothing is left of it: ${formatMoment(stoppedAt)}.`
            : 'Not every agent has attested yet that nothing is left of it.'}
        </p>
      )}
    </div>
  );
}

function withoutVerdict({ population, state }: ExperimentView): string {
  if (state.name === 'running' || state.name === 'paused') return 'No verdict yet: it has not ended.';
  return population === 'tester' ? 'No verdict: it was for testers only.' : 'No verdict: it never began.';
}
