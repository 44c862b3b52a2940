import type { GameDayReport as Told } from '@hormesis/contract/report.ts';
import { IconFileDownload, IconPrinter } from '@tabler/icons-react';
import { Link, useParams } from 'react-router';
import { Button } from '../../components/button.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { PageUnread } from '../../components/page-unread.tsx';
import { ReportVerdict } from '../../features/experiments/report/report.tsx';
import { ReportEvidence } from '../../features/experiments/report/report-evidence.tsx';
import { ReportFlows } from '../../features/experiments/report/report-flows.tsx';
import { ReportRadius } from '../../features/experiments/report/report-radius.tsx';
import { ReportRamp } from '../../features/experiments/report/report-ramp.tsx';
import { FindingsOfDay } from '../../features/findings/findings-of-run.tsx';
import { useGameDayReport } from '../../features/game-days/api/read-report.ts';
import { useLiveGameDay } from '../../features/game-days/api/watch-game-day.ts';
import { GameDayReport } from '../../features/game-days/report/game-day-report.tsx';
import { apiUrl } from '../../lib/request.ts';
import { useShell } from '../shell-context.ts';
import { StepTermination } from './game-day-step.tsx';
import classes from './report-page.module.css';

/** The report of one game day, as the API and the command give it: to be read, printed and sent to others. */
export function GameDayReportPage() {
  const { id = '' } = useParams();
  const { onSignedOut } = useShell();
  const live = useLiveGameDay(id, onSignedOut);
  const moment = `${live.data?.timeline.at(-1)?.id ?? 0} ${live.data?.state.name ?? ''}`;
  const { data, error } = useGameDayReport(id, moment);
  const back = <Link to={`/game-days/${id}`}>The game day</Link>;
  if (!data) {
    return (
      <PageUnread
        heading="Report"
        error={error}
        title={`The report of ${id} could not be read.`}
        action={back}
        label="Reading the report"
      />
    );
  }
  return (
    <>
      <div className={classes.screen}>
        <PageHead
          title={`Report: ${data.gameDay.name}`}
          above={
            <>
              <Link to="/game-days" className="link">
                Game days
              </Link>{' '}
              &nbsp;/&nbsp;{' '}
              <Link to={`/game-days/${id}`} className="link">
                {id}
              </Link>
            </>
          }
          below="The address can be sent to everybody who may sign in. Times are local; in Markdown they are UTC."
          actions={
            <>
              <a className={classes.markdown} href={apiUrl(`/game-days/${encodeURIComponent(id)}/report?format=md`)}>
                <IconFileDownload size={16} aria-hidden /> Markdown
              </a>
              <Button icon={<IconPrinter size={16} aria-hidden />} onClick={() => window.print()}>
                Print
              </Button>
            </>
          }
        />
      </div>
      <GameDayReport
        report={data}
        experiment={(each) => <Experiment run={each} />}
        termination={(each) => <StepTermination termination={each} />}
        findings={<FindingsOfDay findings={data.experiments.flatMap(({ findings }) => findings)} />}
      />
    </>
  );
}

function Experiment({ run: { experiment } }: { run: Told['experiments'][number] }) {
  return (
    <>
      <ReportVerdict experiment={experiment} />
      <ReportRamp experiment={experiment} />
      <ReportEvidence experiment={experiment} />
      <ReportRadius experiment={experiment} />
      <ReportFlows flows={experiment.flows} />
      <p className="muted">
        <Link to={`/experiments/${experiment.id}/report`} className="link">
          Report of the experiment {experiment.id}
        </Link>
      </p>
    </>
  );
}
