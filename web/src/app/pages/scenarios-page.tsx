import { Link } from 'react-router';
import { Empty } from '../../components/empty.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Loading } from '../../components/loading.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { useScenarios } from '../../features/scenarios/api/list-scenarios.ts';
import { ScenarioList } from '../../features/scenarios/scenario-list.tsx';
import { useShell } from '../shell-context.ts';

/** Everything that can be run. */
export function ScenariosPage() {
  const { mayOperate } = useShell();
  const scenarios = useScenarios();
  return (
    <>
      <PageHead title="Scenarios" />
      {scenarios.error && <ErrorNotice error={scenarios.error} title="The scenarios could not be read." />}
      {scenarios.isPending && <Loading panels={1} label="Reading the scenarios" />}
      {scenarios.data && (
        <Panel label="Scenarios">
          {scenarios.data.length > 0 ? (
            <ScenarioList scenarios={scenarios.data} mayOperate={mayOperate} />
          ) : (
            <Empty title="No scenario yet.">
              <Link to="/experiments/new">Design one</Link>, put a YAML file into <code>scenarios/</code>, or apply it
              with <code>hormesis scenarios apply -f file.yaml</code>.
            </Empty>
          )}
        </Panel>
      )}
    </>
  );
}
