import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { Moment } from '../../components/moment.tsx';
import { callGroupWords, faultWords } from '../../lib/fault-words.ts';
import { formatDuration } from '../../lib/format-duration.ts';
import { useClock } from '../../lib/use-clock.ts';
import { ArmMark } from './arm-mark.tsx';
import { isAlive } from './state-words.ts';
import { TelemetryAge } from './telemetry-age.tsx';
import { StateMark, VerdictMark } from './verdict-mark.tsx';

/** Below the title: the hypothesis, what fails, who started it, for how long. */
export function ExperimentFacts({ experiment }: { experiment: ExperimentView }) {
  const { hypothesis, faults, state, verdict, population, startedBy, startedAt, createdAt } = experiment;
  return (
    <>
      <p>{hypothesis}</p>
      <p>
        Fails{' '}
        {faults.map(({ callGroup, fault }, index) => (
          <span key={callGroup}>
            {index > 0 && ', '}
            <code>{callGroupWords(callGroup)}</code> {faultWords(fault)}
          </span>
        ))}{' '}
        · started <Moment at={startedAt ?? createdAt} /> by {startedBy} · <Length experiment={experiment} />
        {isAlive(state) && (
          <>
            {' '}
            · <TelemetryAge ageMs={experiment.telemetryAgeMs} />
          </>
        )}
      </p>
      <p className="row" style={{ marginTop: 8 }}>
        {isAlive(state) ? <StateMark state={state} /> : <VerdictMark verdict={verdict} state={state} />}
        {population === 'tester' && <ArmMark arm="tester" />}
      </p>
    </>
  );
}

function Length({ experiment: { startedAt, endedAt, endsAt, state } }: { experiment: ExperimentView }) {
  const nowMs = useClock();
  if (!startedAt) return <>not started</>;
  const endMs = endedAt ? Date.parse(endedAt) : nowMs;
  const length = formatDuration(endMs - Date.parse(startedAt));
  return (
    <>
      {endedAt ? `took ${length}` : length}
      {endsAt && isAlive(state) && (
        <>
          , ends <Moment at={endsAt} />
        </>
      )}
    </>
  );
}
