import { Empty } from '../../components/empty.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Loading } from '../../components/loading.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { useFindings } from '../../features/findings/api/list-findings.ts';
import { FindingsTable } from '../../features/findings/findings-table.tsx';
import { useTerminationFindings } from '../../features/terminations/api/read-terminations.ts';
import { GroupFindingsTable } from '../../features/terminations/group-findings-table.tsx';
import { findingsMoment } from '../findings-moment.ts';
import { useShell } from '../shell-context.ts';

/** What failed runs found, those in the way of a run first. */
export function FindingsPage() {
  const { now } = useShell();
  const { data, error, isPending } = useFindings(findingsMoment(now.data));
  const groups = useTerminationFindings(now.data?.terminations.moment ?? '');
  return (
    <>
      <PageHead
        title="Findings"
        below="A run that fails makes one for each call group whose failed calls users saw, or, where they saw none, for each that was failed. Its scenario waits until somebody deals with it."
      />
      <div className="stack">
        {error && <ErrorNotice error={error} title="The findings could not be read." />}
        {isPending && <Loading panels={1} label="Reading the findings" />}
        {data && (
          <Panel label="Findings">
            {data.length > 0 ? (
              <FindingsTable findings={data} />
            ) : (
              <Empty title="No finding yet.">No run on live traffic has failed.</Empty>
            )}
          </Panel>
        )}
        {groups.error && <ErrorNotice error={groups.error} title="The findings of groups could not be read." />}
        {groups.data && groups.data.items.length > 0 && (
          <Panel title="Groups that did not become whole again">
            <GroupFindingsTable findings={groups.data.items} />
          </Panel>
        )}
      </div>
    </>
  );
}
