import type { ExperimentSummary } from '@hormesis/contract/experiment.ts';
import { Link } from 'react-router';
import { Button } from '../../components/button.tsx';
import { formatCount, formatEvidence, formatUnits } from '../../lib/format-number.ts';
import { formatShare } from '../../lib/format-share.ts';
import { AS_HALTS, useAction } from '../../lib/use-action.ts';
import { haltExperiment } from './api/halt-experiment.ts';
import { ArmMark } from './arm-mark.tsx';
import { HaltProblem } from './halt-problem.tsx';
import classes from './running-card.module.css';
import { StateMark } from './verdict-mark.tsx';

/** One running or paused experiment: stage, share, evidence, users, and its halt. */
export function RunningCard({ experiment, mayOperate }: { experiment: ExperimentSummary; mayOperate: boolean }) {
  const halt = useAction(haltExperiment, undefined, AS_HALTS);
  const { id, title, path, scenario, owner } = experiment;
  return (
    <article className={classes.card} aria-label={title}>
      <div className={classes.columns}>
        <div className={classes.words}>
          <Link to={`/experiments/${id}`} className={`${classes.title} link`}>
            {title}
          </Link>
          <div className="small muted">
            {path} · {scenario} · {owner}
          </div>
        </div>
        <Figures experiment={experiment} />
        {mayOperate && (
          <Button
            kind="danger-quiet"
            loading={halt.isPending}
            onClick={() => halt.run({ id, reason: '' })}
            label={`Halt ${title}`}
          >
            Halt
          </Button>
        )}
      </div>
      {halt.error && <HaltProblem error={halt.error} />}
    </article>
  );
}

function Figures({ experiment }: { experiment: ExperimentSummary }) {
  if (experiment.population === 'tester') {
    return (
      <>
        <div>
          <ArmMark arm="tester" />
        </div>
        <Figure value={formatShare(0)} unit="of live traffic" />
        <Figure value={formatCount(experiment.injections)} unit="injections" />
      </>
    );
  }
  const { state, stageCount, logE, haltLogE, exposedUnits } = experiment;
  const stage = 'stage' in state ? `stage ${state.stage + 1} of ${stageCount}` : state.name;
  return (
    <>
      <div>
        <div className={classes.big} data-arm="treatment">
          {formatShare(experiment.trafficPpm)}
        </div>
        <div className="small muted">{stage}</div>
        {state.name === 'paused' && <StateMark state={state} />}
      </div>
      <Figure value={`E ${formatEvidence(logE)}`} unit={`halts at ${formatEvidence(haltLogE)}`} />
      <Figure value={formatUnits(exposedUnits.treatment, experiment.sampledOneIn)} unit="users exposed" />
    </>
  );
}

function Figure({ value, unit }: { value: string; unit: string }) {
  return (
    <div>
      <div className={classes.big}>{value}</div>
      <div className="small muted">{unit}</div>
    </div>
  );
}
