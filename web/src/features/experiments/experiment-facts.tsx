import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { Moment } from '../../components/moment.tsx';
import { callGroupWords, faultWords } from '../../lib/fault-words.ts';
import { formatDuration } from '../../lib/format-duration.ts';
import { unbroken } from '../../lib/sentence.ts';
import { ArmMark } from './arm-mark.tsx';
import { isAlive } from './state-words.ts';
import { TelemetryAge } from './telemetry-age.tsx';
import { StateMark, VerdictMark } from './verdict-mark.tsx';

/** Beside the title: the state, then the verdict. */
export function ExperimentMark({ experiment: { state, verdict, population } }: { experiment: ExperimentView }) {
  return (
    <span className="row">
      {isAlive(state) ? <StateMark state={state} /> : <VerdictMark verdict={verdict} state={state} />}
      {population === 'tester' && <ArmMark arm="tester" />}
    </span>
  );
}

/** Below the title: the hypothesis, what fails, who started it, for how long. */
export function ExperimentFacts({ experiment }: { experiment: ExperimentView }) {
  const { hypothesis, faults, terminations, state, startedBy, startedAt, createdAt } = experiment;
  return (
    <>
      <p>{unbroken(hypothesis)}</p>
      <p>
        {faults.length > 0 && 'Fails '}
        {faults.map(({ callGroup, where, fault }, index) => (
          <span key={`${callGroup} ${faultWords(fault, where)}`}>
            {index > 0 && ', '}
            <code>{callGroupWords(callGroup)}</code> {faultWords(fault, where)}
          </span>
        ))}
        {terminations.map(({ stage, group, count, leashed }) => (
          <span key={stage}>
            {(faults.length > 0 || stage !== terminations[0]?.stage) && ', '}
            {leashed ? 'would kill' : 'kills'} {count} of <code>{group}</code> in stage {stage}
          </span>
        ))}{' '}
        · {startedAt ? 'started' : 'planned'} <Moment at={startedAt ?? createdAt} /> by {startedBy}
        <Length experiment={experiment} />
        <Stopped experiment={experiment} />
        {startedAt && state.name === 'running' && (
          <>
            {' '}
            · <TelemetryAge ageMs={experiment.telemetryAgeMs} />
          </>
        )}
      </p>
    </>
  );
}

/** An end is not yet a stop: that is said only when every agent has attested it. */
function Stopped({ experiment: { startedAt, endedAt, stoppedAt } }: { experiment: ExperimentView }) {
  // Of what never began no agent has heard: there is nothing to attest.
  if (!startedAt || !endedAt) return null;
  if (!stoppedAt) return <> · not every agent has attested its end yet</>;
  return (
    <>
      {' '}
      · stopped <Moment at={stoppedAt} />
    </>
  );
}

/** How long it took; while it goes on, when it ends by itself. */
function Length({ experiment: { startedAt, endedAt, endsAt } }: { experiment: ExperimentView }) {
  if (startedAt && endedAt) return <> · took {formatDuration(Date.parse(endedAt) - Date.parse(startedAt))}</>;
  if (!endsAt) return null;
  return (
    <>
      {' '}
      · ends by itself <Moment at={endsAt} />
    </>
  );
}
