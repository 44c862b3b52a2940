import type { GameDayStepView } from '@hormesis/contract/game-day.ts';
import { Link } from 'react-router';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Loading } from '../../components/loading.tsx';
import { Panel } from '../../components/panel.tsx';
import { useLiveExperiment } from '../../features/experiments/api/watch-experiment.ts';
import { ArmsPanel } from '../../features/experiments/arms-panel.tsx';
import { EvidenceGauge } from '../../features/experiments/evidence-gauge.tsx';
import { KillsPanel } from '../../features/experiments/kills-panel.tsx';
import { PlannedBanner } from '../../features/experiments/planned-banner.tsx';
import { RampPanel } from '../../features/experiments/ramp-panel.tsx';
import { RunningCard } from '../../features/experiments/running-card.tsx';
import { VerdictBanner } from '../../features/experiments/verdict-banner.tsx';
import { HaltConfirmation } from '../../features/halt/halt-confirmation.tsx';
import { outcomeWords, recoveryWords } from '../../features/terminations/termination-words.ts';
import { WordsMark } from '../../features/terminations/words-mark.tsx';
import { useShell } from '../shell-context.ts';
import classes from './game-day-step.module.css';

/** The experiment of a step, live, with the parts of its own page. It is stopped by halting the step. */
export function StepExperiment({ id }: { id: string }) {
  const { held, onSignedOut } = useShell();
  const { data, error } = useLiveExperiment(id, onSignedOut);
  if (!data) {
    if (!error) return <Loading panels={2} label="Reading the experiment" />;
    return <ErrorNotice error={error} title={`The experiment ${id} could not be read.`} />;
  }
  return (
    <>
      <PlannedBanner experiment={data} />
      <VerdictBanner experiment={data} confirmation={data.halt && <HaltConfirmation report={data.halt} />} />
      <Panel label="The experiment of the step">
        <RunningCard experiment={data} mayOperate={false} />
      </Panel>
      <RampPanel experiment={data} held={held} />
      <KillsPanel experiment={data} />
      {data.startedAt !== null && (
        <div className={classes.evidence}>
          <ArmsPanel experiment={data} />
          <Panel title="Evidence of harm">
            <EvidenceGauge experiment={data} />
          </Panel>
        </div>
      )}
    </>
  );
}

/** The termination of a step: who died, and how the group came back. */
export function StepTermination({ termination }: { termination: NonNullable<GameDayStepView['termination']> }) {
  const { targets, recovery } = termination;
  return (
    <div className="stack">
      <ul className={classes.targets}>
        {targets.map(({ member, name, zone, outcome }) => (
          <li key={member}>
            <code>{name}</code> {zone && <span className="small muted">{zone}</span>}{' '}
            <WordsMark words={outcomeWords(outcome)} />
          </li>
        ))}
      </ul>
      <div>
        <span className="muted">The group: </span>
        <WordsMark words={recoveryWords(recovery, targets)} />
      </div>
      <Link to="/terminations" className="link small">
        All terminations
      </Link>
    </div>
  );
}
