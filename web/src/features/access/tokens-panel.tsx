import type { AccessToken } from '@hormesis/contract/access.ts';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Loading } from '../../components/loading.tsx';
import { Moment } from '../../components/moment.tsx';
import { Panel } from '../../components/panel.tsx';
import { AccessRoleMark } from './access-role-mark.tsx';
import { useAccessTokens } from './api/list-tokens.ts';
import { NewTokenDialog } from './new-token-dialog.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';

type Asked = { name: 'new' } | { name: 'revoke'; token: AccessToken } | null;

/** The tokens of people, scripts and agents: who has one, since when, and when it was used last. */
export function TokensPanel() {
  const tokens = useAccessTokens();
  const [asked, setAsked] = useState<Asked>(null);
  const close = () => setAsked(null);
  const columns: readonly Column<AccessToken>[] = [
    { title: 'Name', cell: ({ name }) => <b>{name}</b> },
    { title: 'Role', cell: ({ role }) => <AccessRoleMark role={role} /> },
    { title: 'Made', cell: ({ createdAt }) => <Moment at={createdAt} /> },
    {
      title: 'Last used',
      cell: ({ lastUsedAt }) => (lastUsedAt ? <Moment at={lastUsedAt} /> : <span className="muted">never</span>),
    },
    { title: 'Id', cell: ({ id }) => <code className="muted">{id}</code> },
    {
      title: 'End it',
      right: true,
      cell: (token) => (
        <Button
          small
          kind="danger-quiet"
          label={`Revoke ${token.name}`}
          onClick={() => setAsked({ name: 'revoke', token })}
        >
          Revoke
        </Button>
      ),
    },
  ];
  if (tokens.error) return <ErrorNotice error={tokens.error} title="The tokens could not be read." />;
  if (!tokens.data) return <Loading panels={1} label="Reading the tokens" />;
  return (
    <>
      <Panel
        title="Access tokens"
        aside={
          <Button
            small
            kind="primary"
            icon={<IconPlus size={14} aria-hidden />}
            onClick={() => setAsked({ name: 'new' })}
          >
            New token
          </Button>
        }
      >
        {tokens.data.length > 0 ? (
          <DataTable label="Access tokens" columns={columns} rows={tokens.data} rowKey={({ id }) => id} />
        ) : (
          <Empty title="No token yet.">
            Make one for each person, script and fleet, so that each can be revoked alone.
          </Empty>
        )}
      </Panel>
      {asked?.name === 'new' && <NewTokenDialog onClose={close} />}
      {asked?.name === 'revoke' && <RevokeDialog token={asked.token} onClose={close} />}
    </>
  );
}
