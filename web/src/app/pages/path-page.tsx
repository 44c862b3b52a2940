import type { Topology } from '@hormesis/contract/topology.ts';
import { IconFlask } from '@tabler/icons-react';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { PageUnread } from '../../components/page-unread.tsx';
import { Panel } from '../../components/panel.tsx';
import { PathEditor } from '../../features/paths/path-editor.tsx';
import { useLiveTopic } from '../../lib/use-live-topic.ts';
import { useShell } from '../shell-context.ts';
import classes from './path-page.module.css';

/** One critical path over the calls that were seen, or a new one. */
export function PathPage() {
  const { name } = useParams();
  const { now, mayOperate, onSignedOut } = useShell();
  const navigate = useNavigate();
  const { state } = useLocation();
  const topology = useLiveTopic<Topology>('topology', '/topology', onSignedOut);
  const unread = (
    <PageUnread
      heading={name === undefined ? 'Describe a critical path' : 'Critical path'}
      error={now.data ? null : now.error}
      title="The path could not be read."
      label="Reading the path"
      panels={3}
    />
  );
  if (!now.data || (!topology.data && !topology.error)) return unread;
  const kept = now.data.paths.find((path) => path.name === name) ?? null;
  // A new one was saved a moment ago, and the stream has not told of it yet.
  if (name !== undefined && !kept && state?.saved === name) return unread;
  if (name !== undefined && !kept) {
    return (
      <>
        <PageHead title={`No path ${name}`} />
        <Panel label="Critical path">
          <Empty title="There is no critical path of this name.">
            It may have been removed. See <Link to="/paths">all critical paths</Link>, or{' '}
            <Link to="/paths/new">describe one</Link>.
          </Empty>
        </Panel>
      </>
    );
  }
  const running = now.data.running.find(({ path }) => path === name);
  return (
    <>
      <PageHead
        title={kept?.path.title ?? 'Describe a critical path'}
        above={
          <>
            <Link to="/paths" className="link">
              Critical paths
            </Link>{' '}
            / {kept ? `${kept.name} v${kept.version}` : 'new'}
          </>
        }
        actions={
          kept &&
          mayOperate && (
            <Button
              icon={<IconFlask size={16} aria-hidden />}
              onClick={() => void navigate(`/experiments/new?path=${kept.name}`)}
            >
              Design an experiment
            </Button>
          )
        }
      />
      {topology.error && !topology.data && (
        <div className={classes.notice}>
          <ErrorNotice error={topology.error} title="The calls that were seen could not be read." />
        </div>
      )}
      <PathEditor
        key={name ?? ''}
        kept={kept}
        topology={topology.data}
        inUseBy={running ?? null}
        mayOperate={mayOperate}
        onSaved={(saved) => {
          if (name === undefined) void navigate(`/paths/${saved}`, { replace: true, state: { saved } });
        }}
      />
    </>
  );
}
