import { IconPlus } from '@tabler/icons-react';
import { Link, useNavigate } from 'react-router';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Loading } from '../../components/loading.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { TrafficStrip } from '../../features/experiments/traffic-strip.tsx';
import { PathList } from '../../features/paths/path-list.tsx';
import { useShell } from '../shell-context.ts';

/** The journeys that must survive, live. */
export function PathsPage() {
  const { now, mayOperate } = useShell();
  const navigate = useNavigate();
  const paths = now.data?.paths;
  return (
    <>
      <PageHead
        title="Critical paths"
        below="The journeys that must survive: where they begin, and what may be failed on them."
        actions={
          mayOperate && (
            <Button icon={<IconPlus size={16} aria-hidden />} onClick={() => void navigate('/paths/new')}>
              Describe a path
            </Button>
          )
        }
      />
      {!paths && now.error && <ErrorNotice error={now.error} title="The critical paths could not be read." />}
      {!paths && !now.error && <Loading panels={1} label="Reading the critical paths" />}
      {paths?.length === 0 && (
        <Panel label="Critical paths">
          <Empty title="No critical path yet.">
            Nothing can be failed before one is described. <Link to="/paths/new">Describe a path</Link> from the calls
            that agents have seen, or put a file into <code>scenarios/</code>.
          </Empty>
        </Panel>
      )}
      {paths && paths.length > 0 && (
        <PathList
          paths={paths}
          running={now.data?.running ?? []}
          mayOperate={mayOperate}
          strip={({ name }) => {
            const path = paths.find((each) => each.name === name);
            return path && <TrafficStrip path={path} />;
          }}
        />
      )}
    </>
  );
}
