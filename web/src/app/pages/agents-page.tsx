import { Empty } from '../../components/empty.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Loading } from '../../components/loading.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { AgentsTable } from '../../features/fleet/agents-table.tsx';
import { useAgents } from '../../features/fleet/api/list-agents.ts';
import { useShell } from '../shell-context.ts';

/** The processes that can inject, and what each of them is doing. */
export function AgentsPage() {
  const { now } = useShell();
  const { data, error, isPending } = useAgents(now.dataAtMs);
  return (
    <>
      <PageHead title="Agents" />
      {error && <ErrorNotice error={error} title="The agents could not be read." />}
      {isPending && <Loading panels={1} label="Reading the agents" />}
      {data && (
        <Panel label="Agents">
          {data.length > 0 ? (
            <AgentsTable agents={data} />
          ) : (
            <Empty title="No agent has connected yet.">
              Start a service with <code>node --import @hormesis/node/register app.js</code> and two environment
              variables.
            </Empty>
          )}
        </Panel>
      )}
    </>
  );
}
