import { IconPrinter } from '@tabler/icons-react';
import { Link, useParams } from 'react-router';
import { Button } from '../../components/button.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { PageUnread } from '../../components/page-unread.tsx';
import { useLiveExperiment } from '../../features/experiments/api/watch-experiment.ts';
import { Report } from '../../features/experiments/report/report.tsx';
import { useFindings } from '../../features/findings/api/list-findings.ts';
import { FindingsOfRun } from '../../features/findings/findings-of-run.tsx';
import { findingsMoment } from '../findings-moment.ts';
import { useShell } from '../shell-context.ts';
import classes from './report-page.module.css';

/** The report of one experiment, to be read, printed and sent to others. */
export function ReportPage() {
  const { id = '' } = useParams();
  const { now, onSignedOut } = useShell();
  const live = useLiveExperiment(id, onSignedOut);
  const findings = useFindings(findingsMoment(now.data));
  const back = <Link to={`/experiments/${id}`}>The experiment</Link>;
  if (!live.data) {
    return (
      <PageUnread
        heading="Report"
        error={live.error}
        title={`The experiment ${id} could not be read.`}
        action={back}
        label="Reading the experiment"
      />
    );
  }
  return (
    <>
      <div className={classes.screen}>
        <PageHead
          title={`Report: ${live.data.title}`}
          above={
            <>
              <Link to="/experiments" className="link">
                Experiments
              </Link>{' '}
              &nbsp;/&nbsp;{' '}
              <Link to={`/experiments/${id}`} className="link">
                {id}
              </Link>
            </>
          }
          below="Two sheets of A4. The address can be sent to everybody who may sign in."
          actions={
            <Button icon={<IconPrinter size={16} aria-hidden />} onClick={() => window.print()}>
              Print
            </Button>
          }
        />
      </div>
      <Report
        experiment={live.data}
        findings={<FindingsOfRun findings={findings.data} error={findings.error} experiment={id} />}
      />
    </>
  );
}
