import type { Now } from '@hormesis/contract/status.ts';
import { IconFlask } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { Empty } from '../../components/empty.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { Loading } from '../../components/loading.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { useExperiments } from '../../features/experiments/api/list-experiments.ts';
import { type ExperimentFilter, filtered, isFiltering } from '../../features/experiments/experiment-filter.ts';
import { ExperimentsTable } from '../../features/experiments/experiments-table.tsx';
import { FilterBar } from '../../features/experiments/filter-bar.tsx';
import { PlannedTable } from '../../features/experiments/planned-table.tsx';
import { useParameter } from '../../lib/use-parameter.ts';
import { useShell } from '../shell-context.ts';

/** Every experiment there was, and those that have not begun. */
export function ExperimentsPage() {
  const { now, identity, mayOperate } = useShell();
  const experiments = useExperiments();
  const [filter, setFilter] = useFilter();
  useFresh(now.data);
  const all = experiments.data ?? [];
  const planned = all.filter(({ state }) => state.name === 'draft' || state.name === 'scheduled');
  const begun = all.filter((each) => !planned.includes(each));
  const rows = filtered(begun, filter);
  return (
    <>
      <PageHead
        title="Experiments"
        actions={
          <>
            <FilterBar filter={filter} paths={[...new Set(all.map(({ path }) => path))].sort()} onChange={setFilter} />
            {mayOperate && <DesignLink />}
          </>
        }
      />
      <div className="stack">
        {experiments.error && <ErrorNotice error={experiments.error} title="The experiments could not be read." />}
        {experiments.isPending && <Loading panels={1} label="Reading the experiments" />}
        {planned.length > 0 && (
          <Panel title="Not begun yet">
            <PlannedTable experiments={planned} identity={identity} mayOperate={mayOperate} />
          </Panel>
        )}
        {experiments.data && (
          <Panel label="Experiments">
            {rows.length > 0 ? <ExperimentsTable experiments={rows} /> : <Nothing filtering={isFiltering(filter)} />}
          </Panel>
        )}
      </div>
    </>
  );
}

function DesignLink() {
  return (
    <LinkButton to="/experiments/new" kind="primary" small icon={<IconFlask size={14} aria-hidden />}>
      Design an experiment
    </LinkButton>
  );
}

function Nothing({ filtering }: { filtering: boolean }) {
  if (filtering) {
    return (
      <Empty title="No experiment is like that.">
        Look for something else, or for <Link to="/experiments">all of them</Link>. The last 200 are listed here.
      </Empty>
    );
  }
  return (
    <Empty title="No experiment yet.">
      Start one of the <Link to="/scenarios">scenarios</Link>; it is kept here with its evidence.
    </Empty>
  );
}

/** The filter as it stands in the address. */
function useFilter(): [ExperimentFilter, (name: keyof ExperimentFilter, value: string) => void] {
  const [state, setState] = useParameter('state');
  const [verdict, setVerdict] = useParameter('verdict');
  const [path, setPath] = useParameter('path');
  const [find, setFind] = useParameter('find');
  const setters = { state: setState, verdict: setVerdict, path: setPath, find: setFind };
  return [{ state, verdict, path, find }, (name, value) => setters[name](value)];
}

/** Reads the table again when the stream says that an experiment was planned, began, changed its state, or ended. */
function useFresh(now: Now | undefined): void {
  const client = useQueryClient();
  const each = now ? [...now.running, ...now.recent, ...now.planned] : [];
  const states = each.map(({ id, state, verdict }) => `${id}:${state.name}:${verdict}`).join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the states are the moment at which to read again
  useEffect(() => void client.invalidateQueries({ queryKey: ['experiments'] }), [states, client]);
}
