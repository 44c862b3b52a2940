import type { Now } from '@hormesis/contract/status.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { FindInput } from '../../components/find-input.tsx';
import { Loading } from '../../components/loading.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { useAudit } from '../../features/audit/api/list-audit.ts';
import { AuditTable } from '../../features/audit/audit-table.tsx';
import { useParameter } from '../../lib/use-parameter.ts';
import { useShell } from '../shell-context.ts';

/** Who did what, when. */
export function AuditPage() {
  const { now } = useShell();
  const [find, setFind] = useParameter('find');
  const audit = useAudit(find, momentOf(now.data));
  const entries = audit.data?.pages.flat();
  return (
    <>
      <PageHead
        title="Audit"
        actions={<FindInput label="Find who, what, on what or why" value={find} onFind={setFind} />}
      />
      {audit.error && <ErrorNotice error={audit.error} title="The audit could not be read." />}
      {audit.isPending && <Loading panels={1} label="Reading the audit" />}
      {entries && (
        <Panel label="Audit">
          {entries.length > 0 ? <AuditTable entries={entries} /> : <Nothing find={find} />}
          {audit.hasNextPage && (
            <Button small loading={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
              Show older ones
            </Button>
          )}
        </Panel>
      )}
    </>
  );
}

function Nothing({ find }: { find: string }) {
  if (find)
    return <Empty title={`Nothing that was done has “${find}” in it.`}>Try a piece of a name or a reason.</Empty>;
  return <Empty title="Nothing has been done yet.">Starts, halts, promotions and changes are written here.</Empty>;
}

/** Changes when somebody starts, halts, holds or releases: then there is something new to read. */
function momentOf(now: Now | undefined): string {
  if (!now) return '';
  const states = [...now.running, ...now.recent].map(({ id, state }) => `${id}:${state.name}`);
  return [now.status.hold.since ?? '', ...states].join(' ');
}
