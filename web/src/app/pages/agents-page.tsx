import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { Empty } from '../../components/empty.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { FindInput } from '../../components/find-input.tsx';
import { Loading } from '../../components/loading.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Pager } from '../../components/pager.tsx';
import { Panel } from '../../components/panel.tsx';
import { AgentsTable } from '../../features/fleet/agents-table.tsx';
import { AGENTS_PAGE, type AgentLine, useAgents } from '../../features/fleet/api/list-agents.ts';
import { useParameter } from '../../lib/use-parameter.ts';
import { useShell } from '../shell-context.ts';

const lines: readonly { value: AgentLine; label: string }[] = [
  { value: '', label: 'all' },
  { value: 'connected', label: 'connected' },
  { value: 'away', label: 'away' },
];

/** The processes that can inject, and what each of them is doing. */
export function AgentsPage() {
  const { now } = useShell();
  const [find, setFind] = useParameter('find');
  const [asked, setLine] = useParameter('line');
  const line = lines.find(({ value }) => value === asked)?.value ?? '';
  const [at, setAt] = useState({ page: 0, of: '' });
  const page = at.of === `${find} ${line}` ? at.page : 0;
  const { data, error, isPending } = useAgents({ find, line, page }, now.dataAtMs);
  return (
    <>
      <PageHead
        title="Agents"
        actions={
          <>
            <FindInput label="Find a service, instance or zone" value={find} onFind={setFind} />
            <SegmentedControl size="xs" aria-label="Line" data={[...lines]} value={line} onChange={setLine} />
          </>
        }
      />
      {error && <ErrorNotice error={error} title="The agents could not be read." />}
      {isPending && <Loading panels={1} label="Reading the agents" />}
      {data && (
        <Panel label="Agents">
          {data.items.length > 0 ? (
            <AgentsTable agents={data.items} />
          ) : (
            <Nothing filtered={find !== '' || line !== ''} />
          )}
          {data.total > AGENTS_PAGE && (
            <Pager
              label="Agents"
              page={page}
              pageSize={AGENTS_PAGE}
              total={data.total}
              onPage={(next) => setAt({ page: next, of: `${find} ${line}` })}
            />
          )}
        </Panel>
      )}
    </>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  if (filtered) return <Empty title="No agent is like that.">Look for something else, or for all of them.</Empty>;
  return (
    <Empty title="No agent has connected yet.">
      Start a service with <code>node --import @hormesis/node/register app.js</code>, and set <code>HORMESIS_URL</code>{' '}
      and <code>HORMESIS_AGENT_TOKEN</code> for it.
    </Empty>
  );
}
