import type { Now } from '@hormesis/contract/status.ts';
import { IconFlask } from '@tabler/icons-react';
import { Link } from 'react-router';
import { Empty } from '../../components/empty.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { Loading } from '../../components/loading.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { ArmMark } from '../../features/experiments/arm-mark.tsx';
import { NextList } from '../../features/experiments/next-list.tsx';
import { RecentList } from '../../features/experiments/recent-list.tsx';
import { RunningCard } from '../../features/experiments/running-card.tsx';
import { TrafficStrip } from '../../features/experiments/traffic-strip.tsx';
import { useFindings } from '../../features/findings/api/list-findings.ts';
import { FindingsList } from '../../features/findings/findings-list.tsx';
import { useScenarios } from '../../features/scenarios/api/list-scenarios.ts';
import { ScenarioList } from '../../features/scenarios/scenario-list.tsx';
import { findingsMoment } from '../findings-moment.ts';
import { useShell } from '../shell-context.ts';

/** So many findings and plans are listed; the rest is a page away. */
const SHOWN = 4;

/** What is being hurt right now, by whom, how far. */
export function NowPage() {
  const { now, mayOperate } = useShell();
  return (
    <>
      <PageHead
        title="Now"
        actions={
          mayOperate && (
            <LinkButton to="/experiments/new" icon={<IconFlask size={16} aria-hidden />}>
              Design an experiment
            </LinkButton>
          )
        }
      />
      {now.data && <Everything now={now.data} mayOperate={mayOperate} />}
      {!now.data && now.error && <ErrorNotice error={now.error} title="The present state could not be read." />}
      {!now.data && !now.error && <Loading panels={3} label="Reading the present state" />}
    </>
  );
}

function Everything({ now, mayOperate }: { now: Now; mayOperate: boolean }) {
  const scenarios = useScenarios(refusalMoment(now));
  return (
    <div className="stack">
      <Panel
        title="Who is in what"
        aside={
          now.paths.length > 0 && (
            <div className="row">
              <ArmMark arm="treatment" />
              <ArmMark arm="control" />
            </div>
          )
        }
      >
        {now.paths.length > 0 ? (
          now.paths.map((path) => <TrafficStrip key={path.name} path={path} />)
        ) : (
          <Empty title="No critical path yet.">
            <Link to="/paths/new">Describe one</Link> from the calls that agents have seen, or apply a file with{' '}
            <code>hormesis scenarios apply -f path.yaml</code>.
          </Empty>
        )}
      </Panel>
      <Panel title="Running">
        {now.running.length > 0 ? (
          now.running.map((experiment) => (
            <RunningCard key={experiment.id} experiment={experiment} mayOperate={mayOperate} />
          ))
        ) : (
          <Empty title="Nothing is being failed right now.">{nextStep(scenarios.data?.length === 0, mayOperate)}</Empty>
        )}
      </Panel>
      <div className="halves">
        <RecentFindings now={now} />
        <Panel
          title="Next"
          aside={
            <Link to="/experiments" className="link small">
              All experiments
            </Link>
          }
        >
          {now.planned.length > 0 ? (
            <NextList experiments={now.planned.slice(0, SHOWN)} />
          ) : (
            <Empty title="Nothing is planned.">
              A start can wait for a time, come again by the clock, or wait for another person’s approval.
            </Empty>
          )}
        </Panel>
      </div>
      <div className="two top">
        <Scenarios scenarios={scenarios} mayOperate={mayOperate} />
        <Panel title="Recent">
          {now.recent.length > 0 ? (
            <RecentList experiments={now.recent} />
          ) : (
            <Empty title="No experiment has ended yet.">Its verdict and its evidence will be kept here.</Empty>
          )}
        </Panel>
      </div>
    </div>
  );
}

/** Where nothing runs: what to do next. */
function nextStep(noScenario: boolean, mayOperate: boolean): string {
  if (noScenario) return 'What runs is shown here, with how far it has come and the button that halts it.';
  return mayOperate ? 'Start one of the scenarios below.' : 'An operator can start one of the scenarios below.';
}

type ScenariosProps = { scenarios: ReturnType<typeof useScenarios>; mayOperate: boolean };

function Scenarios({ scenarios, mayOperate }: ScenariosProps) {
  return (
    <Panel title="Scenarios">
      {scenarios.data && scenarios.data.length > 0 && (
        <ScenarioList scenarios={scenarios.data} mayOperate={mayOperate} />
      )}
      {scenarios.data?.length === 0 && (
        <Empty title="No scenario yet.">
          <Link to="/experiments/new">Design one</Link>, put a YAML file into <code>scenarios/</code>, or apply it with{' '}
          <code>hormesis scenarios apply -f file.yaml</code>.
        </Empty>
      )}
      {scenarios.error && <ErrorNotice error={scenarios.error} title="The scenarios could not be read." />}
    </Panel>
  );
}

/** What was found last; first what keeps scenarios from running until somebody deals with it. */
function RecentFindings({ now }: { now: Now }) {
  const findings = useFindings(findingsMoment(now));
  return (
    <Panel
      title={now.findings.blocking > 0 ? `Findings, ${now.findings.blocking} to resolve` : 'Findings'}
      aside={
        <Link to="/findings" className="link small">
          All findings
        </Link>
      }
    >
      {findings.data && findings.data.length > 0 && <FindingsList findings={findings.data.slice(0, SHOWN)} />}
      {findings.data?.length === 0 && <Empty title="No finding yet.">No run on live traffic has failed.</Empty>}
      {findings.error && <ErrorNotice error={findings.error} title="The findings could not be read." />}
    </Panel>
  );
}

/** Changes whenever what would refuse a scenario may have changed: the hold switch, what runs, the fleet. */
function refusalMoment(now: Now): string {
  const { status, running } = now;
  return [
    status.hold.on,
    status.agents.connected,
    findingsMoment(now),
    ...running.map(({ id, state }) => `${id}:${state.name}`),
  ].join(' ');
}
