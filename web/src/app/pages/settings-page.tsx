import { Navigate, NavLink, useParams } from 'react-router';
import { Empty } from '../../components/empty.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Loading } from '../../components/loading.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { TokensPanel } from '../../features/access/tokens-panel.tsx';
import { HoldPanel } from '../../features/halt/hold-panel.tsx';
import { useLimits } from '../../features/limits/api/read-limits.ts';
import { LimitsEditor } from '../../features/limits/limits-editor.tsx';
import { LimitsSummary, WindowStates } from '../../features/limits/limits-summary.tsx';
import { WebhooksPanel } from '../../features/webhooks/webhooks-panel.tsx';
import { useShell } from '../shell-context.ts';
import classes from './settings-page.module.css';

const parts = [
  { to: '/settings', name: 'Limits and windows' },
  { to: '/settings/people', name: 'People and tokens' },
  { to: '/settings/webhooks', name: 'Webhooks' },
  { to: '/settings/hold', name: 'Hold switch' },
] as const;

/** What holds for everybody: limits and windows, people and their tokens, who outside is told, the hold switch. */
export function SettingsPage() {
  const { part } = useParams();
  return (
    <>
      <PageHead title="Settings" />
      <nav className={classes.parts} aria-label="Settings">
        {parts.map(({ to, name }) => (
          <NavLink key={to} to={to} end>
            {name}
          </NavLink>
        ))}
      </nav>
      <div className="stack">
        {part === undefined && <LimitsPart />}
        {part === 'people' && <PeoplePart />}
        {part === 'webhooks' && <WebhooksPart />}
        {part === 'hold' && <HoldPart />}
        {!['people', 'webhooks', 'hold', undefined].includes(part) && <Navigate to="/settings" replace />}
      </div>
    </>
  );
}

function LimitsPart() {
  const { identity, now } = useShell();
  const limits = useLimits(now.data?.limits.version ?? 0);
  if (limits.error) return <ErrorNotice error={limits.error} title="The limits could not be read." />;
  if (!limits.data) return <Loading panels={3} label="Reading the limits" />;
  return (
    <>
      <WindowStates view={limits.data} />
      {identity.role === 'admin' ? (
        <LimitsEditor
          view={limits.data}
          paths={now.data?.paths.map(({ name }) => name) ?? []}
          onBehind={() => void limits.refetch()}
        />
      ) : (
        <LimitsSummary view={limits.data} />
      )}
    </>
  );
}

function PeoplePart() {
  const { identity } = useShell();
  if (identity.role === 'admin') return <TokensPanel />;
  return (
    <Panel label="People and tokens">
      <Empty title="Only an admin sees who has access.">
        You are signed in as {identity.name}, {identity.role}. Ask an admin for a token for somebody else, or for
        another role.
      </Empty>
    </Panel>
  );
}

function WebhooksPart() {
  const { identity, mayOperate } = useShell();
  if (mayOperate) return <WebhooksPanel mayChange={identity.role === 'admin'} />;
  return (
    <Panel label="Webhooks">
      <Empty title="Only operators and admins see the webhooks.">
        You are signed in as {identity.name}, {identity.role}. Ask an admin to have a channel or a program told.
      </Empty>
    </Panel>
  );
}

function HoldPart() {
  const { now, mayOperate } = useShell();
  if (!now.data && now.error) return <ErrorNotice error={now.error} title="The hold switch could not be read." />;
  if (!now.data) return <Loading panels={1} label="Reading the hold switch" />;
  return <HoldPanel hold={now.data.status.hold} mayOperate={mayOperate} />;
}
