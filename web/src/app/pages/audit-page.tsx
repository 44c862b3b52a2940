import { Empty } from '../../components/empty.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Loading } from '../../components/loading.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { useAudit } from '../../features/audit/api/list-audit.ts';
import { AuditTable } from '../../features/audit/audit-table.tsx';

/** Who did what, when. */
export function AuditPage() {
  const { data, error, isPending } = useAudit();
  return (
    <>
      <PageHead title="Audit" />
      {error && <ErrorNotice error={error} title="The audit could not be read." />}
      {isPending && <Loading panels={1} label="Reading the audit" />}
      {data && (
        <Panel label="Audit">
          {data.length > 0 ? (
            <AuditTable entries={data} />
          ) : (
            <Empty title="Nothing has been done yet.">Starts, halts, promotions and sign-ins are written here.</Empty>
          )}
        </Panel>
      )}
    </>
  );
}
