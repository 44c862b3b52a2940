import type { ExperimentSummary } from '@hormesis/contract/experiment.ts';
import { SegmentedControl } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Loading } from '../../components/loading.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { useExperiments } from '../../features/experiments/api/list-experiments.ts';
import { ExperimentsTable } from '../../features/experiments/experiments-table.tsx';
import { PlannedTable } from '../../features/experiments/planned-table.tsx';
import { useShell } from '../shell-context.ts';

const filters = ['all', 'running', 'paused', 'completed', 'halted', 'cancelled'] as const;
type Filter = (typeof filters)[number];

/** Every experiment there was. */
export function ExperimentsPage() {
  const { now, identity, mayOperate } = useShell();
  const experiments = useExperiments();
  const [filter, setFilter] = useState<Filter>('all');
  useFresh(now.data?.running, now.data?.recent);
  const planned = experiments.data?.filter(({ state }) => state.name === 'draft' || state.name === 'scheduled') ?? [];
  const rows = experiments.data
    ?.filter((each) => !planned.includes(each))
    .filter(({ state }) => filter === 'all' || state.name === filter);
  return (
    <>
      <PageHead
        title="Experiments"
        actions={
          <>
            {mayOperate && <DesignLink />}
            <SegmentedControl
              size="xs"
              aria-label="State"
              data={[...filters]}
              value={filter}
              onChange={(value) => setFilter(filters.find((name) => name === value) ?? 'all')}
            />
          </>
        }
      />
      {experiments.error && <ErrorNotice error={experiments.error} title="The experiments could not be read." />}
      {experiments.isPending && <Loading panels={1} label="Reading the experiments" />}
      {planned.length > 0 && (
        <Panel title="Not begun yet">
          <PlannedTable experiments={planned} identity={identity} mayOperate={mayOperate} />
        </Panel>
      )}
      {rows && (
        <Panel label="Experiments">
          {rows.length > 0 ? <ExperimentsTable experiments={rows} /> : <Nothing filter={filter} />}
        </Panel>
      )}
    </>
  );
}

function DesignLink() {
  const navigate = useNavigate();
  return (
    <Button icon={<IconFlask size={16} aria-hidden />} onClick={() => void navigate('/experiments/new')}>
      Design an experiment
    </Button>
  );
}

function Nothing({ filter }: { filter: Filter }) {
  if (filter !== 'all') return <Empty title={`No experiment is ${filter}.`}>Choose another state above.</Empty>;
  return (
    <Empty title="No experiment yet.">Start a scenario from the page Now; it is kept here with its evidence.</Empty>
  );
}

/** Reads the table again when the stream says that an experiment began, changed its state, or ended. */
function useFresh(running: readonly ExperimentSummary[] = [], recent: readonly ExperimentSummary[] = []): void {
  const client = useQueryClient();
  const states = [...running, ...recent].map(({ id, state, verdict }) => `${id}:${state.name}:${verdict}`).join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the states are the moment at which to read again
  useEffect(() => void client.invalidateQueries({ queryKey: ['experiments'] }), [states, client]);
}
