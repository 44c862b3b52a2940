import type { FindingView } from '@hormesis/contract/finding.ts';
import { Link, useParams } from 'react-router';
import { PageHead } from '../../components/page-head.tsx';
import { PageUnread } from '../../components/page-unread.tsx';
import { Panel } from '../../components/panel.tsx';
import { useFinding } from '../../features/findings/api/read-finding.ts';
import { FindingActions } from '../../features/findings/finding-actions.tsx';
import { FindingBanner } from '../../features/findings/finding-banner.tsx';
import { FindingEvidence } from '../../features/findings/finding-evidence.tsx';
import { FindingHistory } from '../../features/findings/finding-history.tsx';
import { FindingMark } from '../../features/findings/finding-mark.tsx';
import { callGroupWords } from '../../lib/fault-words.ts';
import { unbroken } from '../../lib/sentence.ts';
import { findingsMoment } from '../findings-moment.ts';
import { useShell } from '../shell-context.ts';

/** One finding: what was seen, who deals with it, and what happened since. */
export function FindingPage() {
  const { id = '' } = useParams();
  const { now, mayOperate } = useShell();
  const { data, error } = useFinding(id, findingsMoment(now.data));
  if (data) return <Finding key={id} finding={data} mayOperate={mayOperate} />;
  return (
    <PageUnread
      heading="Finding"
      error={error}
      title={`The finding ${id} could not be read.`}
      action={<Link to="/findings">All findings</Link>}
      label="Reading the finding"
      panels={2}
    />
  );
}

function Finding({ finding, mayOperate }: { finding: FindingView; mayOperate: boolean }) {
  return (
    <>
      <PageHead
        title={finding.title}
        mark={<FindingMark finding={finding} />}
        above={
          <>
            <Link to="/findings" className="link">
              Findings
            </Link>{' '}
            &nbsp;/&nbsp; {finding.path} &nbsp;/&nbsp;{' '}
            <Link to={`/scenarios/${finding.scenario}`} className="link">
              {finding.scenario}
            </Link>{' '}
            &nbsp;/&nbsp; {finding.id}
          </>
        }
        below={
          <>
            <p>{unbroken(finding.hypothesis)}</p>
            <p>
              <code>{callGroupWords(finding.callGroup)}</code> · found{' '}
              {finding.timesFound === 1 ? 'once' : `${finding.timesFound} times`} · owner: {finding.owner || 'nobody'}
            </p>
          </>
        }
        actions={mayOperate && <FindingActions finding={finding} />}
      />
      <div className="stack">
        <FindingBanner finding={finding} />
        <Panel title="Evidence">
          <FindingEvidence finding={finding} />
        </Panel>
        <Panel title="History">
          <FindingHistory history={finding.history} />
        </Panel>
      </div>
    </>
  );
}
