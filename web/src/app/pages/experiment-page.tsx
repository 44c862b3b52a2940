import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { IconFileText } from '@tabler/icons-react';
import { Link, useParams } from 'react-router';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { PageUnread } from '../../components/page-unread.tsx';
import { Panel } from '../../components/panel.tsx';
import { useLiveExperiment } from '../../features/experiments/api/watch-experiment.ts';
import { ArmsPanel } from '../../features/experiments/arms-panel.tsx';
import { BlastRadius } from '../../features/experiments/blast-radius.tsx';
import { EvidenceGauge } from '../../features/experiments/evidence-gauge.tsx';
import { ExperimentControls } from '../../features/experiments/experiment-controls.tsx';
import { ExperimentFacts, ExperimentMark } from '../../features/experiments/experiment-facts.tsx';
import { FlowList } from '../../features/experiments/flow-list.tsx';
import { HaltProblem } from '../../features/experiments/halt-problem.tsx';
import { KillsPanel } from '../../features/experiments/kills-panel.tsx';
import { PlannedActions } from '../../features/experiments/planned-actions.tsx';
import { PlannedBanner } from '../../features/experiments/planned-banner.tsx';
import { RampPanel } from '../../features/experiments/ramp-panel.tsx';
import { Timeline } from '../../features/experiments/timeline.tsx';
import { useControlActions } from '../../features/experiments/use-control-actions.ts';
import { usePlannedActions } from '../../features/experiments/use-planned-actions.ts';
import { VerdictBanner } from '../../features/experiments/verdict-banner.tsx';
import { HaltConfirmation } from '../../features/halt/halt-confirmation.tsx';
import { useShell } from '../shell-context.ts';
import classes from './experiment-page.module.css';

/** One experiment: how far it is, who is worse off, and the buttons that change it. */
export function ExperimentPage() {
  const { id = '' } = useParams();
  const { mayOperate, onSignedOut } = useShell();
  const live = useLiveExperiment(id, onSignedOut);
  if (live.data) return <Experiment key={id} experiment={live.data} mayOperate={mayOperate} />;
  return (
    <PageUnread
      heading="Experiment"
      error={live.error}
      title={`The experiment ${id} could not be read.`}
      action={<Link to="/experiments">All experiments</Link>}
      label="Reading the experiment"
      panels={3}
    />
  );
}

function Experiment({ experiment, mayOperate }: { experiment: ExperimentView; mayOperate: boolean }) {
  const { identity, held } = useShell();
  const actions = useControlActions();
  const planned = usePlannedActions();
  const report = experiment.halt ?? actions.halt.data ?? null;
  const live = experiment.population === 'live';
  const begun = experiment.startedAt !== null;
  return (
    <>
      <PageHead
        title={experiment.title}
        mark={<ExperimentMark experiment={experiment} />}
        above={<Breadcrumb experiment={experiment} />}
        below={<ExperimentFacts experiment={experiment} />}
        actions={
          <>
            {begun && <ReportLink id={experiment.id} />}
            {mayOperate && <ExperimentControls experiment={experiment} actions={actions} held={held} />}
            {mayOperate && <PlannedActions experiment={experiment} identity={identity} actions={planned} />}
          </>
        }
      />
      <div className="stack">
        {actions.halt.error && <HaltProblem error={actions.halt.error} />}
        <ActionErrors actions={actions} />
        {planned.approve.error && (
          <ErrorNotice
            error={planned.approve.error}
            title="It was not approved, and stays a draft."
            action={<Close onClick={planned.approve.reset} />}
          />
        )}
        {planned.cancel.error && (
          <ErrorNotice
            error={planned.cancel.error}
            title="It was not cancelled."
            action={<Close onClick={planned.cancel.reset} />}
          />
        )}
        <PlannedBanner experiment={experiment} />
        <VerdictBanner experiment={experiment} confirmation={report && <HaltConfirmation report={report} />} />
        {live && <RampPanel experiment={experiment} held={held} />}
        <KillsPanel experiment={experiment} />
        <div className={classes.columns}>
          <div className="stack top">
            {live && begun && <ArmsPanel experiment={experiment} />}
            {begun && (
              <Panel title="What became of each call">
                <FlowList flows={experiment.flows} />
              </Panel>
            )}
            <Panel title="Timeline">
              <Timeline events={experiment.timeline} />
            </Panel>
          </div>
          <div className="stack top">
            {live && begun && (
              <Panel title="Evidence of harm">
                <EvidenceGauge experiment={experiment} />
              </Panel>
            )}
            <Panel title={begun ? radiusTitle(experiment) : 'Predicted blast radius'}>
              <BlastRadius experiment={experiment} />
            </Panel>
          </div>
        </div>
      </div>
    </>
  );
}

function radiusTitle({ prediction }: ExperimentView): string {
  return prediction ? 'Blast radius, observed and predicted' : 'Blast radius';
}

function ReportLink({ id }: { id: string }) {
  return (
    <LinkButton to={`/experiments/${id}/report`} icon={<IconFileText size={16} aria-hidden />}>
      Report
    </LinkButton>
  );
}

function Breadcrumb({ experiment }: { experiment: ExperimentView }) {
  return (
    <>
      {experiment.path} &nbsp;/&nbsp;{' '}
      <Link to={`/scenarios/${experiment.scenario}`} className="link">
        {experiment.scenario} v{experiment.scenarioVersion}
      </Link>{' '}
      &nbsp;/&nbsp; {experiment.id}
    </>
  );
}

function ActionErrors({ actions }: { actions: ReturnType<typeof useControlActions> }) {
  const { pause, resume, promote } = actions;
  return (
    <>
      {pause.error && (
        <ErrorNotice error={pause.error} title="It was not paused." action={<Close onClick={pause.reset} />} />
      )}
      {resume.error && (
        <ErrorNotice error={resume.error} title="It was not resumed." action={<Close onClick={resume.reset} />} />
      )}
      {promote.error && (
        <ErrorNotice error={promote.error} title="It was not promoted." action={<Close onClick={promote.reset} />} />
      )}
    </>
  );
}

function Close({ onClick }: { onClick: () => void }) {
  return (
    <Button small onClick={onClick}>
      Close
    </Button>
  );
}
