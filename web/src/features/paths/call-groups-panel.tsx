import type { Role } from '@hormesis/contract/call-group.ts';
import type { Topology } from '@hormesis/contract/topology.ts';
import { SegmentedControl, Switch } from '@mantine/core';
import { useMemo, useState } from 'react';
import { Empty } from '../../components/empty.tsx';
import { FindInput } from '../../components/find-input.tsx';
import { Pager } from '../../components/pager.tsx';
import { Panel } from '../../components/panel.tsx';
import { callGroupWords } from '../../lib/fault-words.ts';
import { formatCountOf, formatRate } from '../../lib/format-number.ts';
import { formatMeasuredShare } from '../../lib/format-share.ts';
import { type PathDraft, roleIn, withRole } from './path-draft.ts';
import classes from './path-editor.module.css';
import { reachedFrom } from './reach.ts';

const PAGE = 25;

type CallGroupsPanelProps = { path: PathDraft; topology: Topology | undefined; onChange: (path: PathDraft) => void };

/** What may be failed: the calls that were seen behind the entries, and whatever is on the list already. */
export function CallGroupsPanel({ path, topology, onChange }: CallGroupsPanelProps) {
  const [everything, setEverything] = useState(false);
  const [find, setFind] = useState('');
  const [asked, setPage] = useState(0);
  const observed = useMemo(() => topology?.callGroups ?? [], [topology]);
  const rates = useMemo(() => new Map(observed.map((each) => [each.callGroup, each])), [observed]);
  const names = useMemo(() => observed.map(({ callGroup }) => callGroup), [observed]);
  const entries = path.entries.map(({ service }) => service).join(' ');
  const reached = useMemo(() => reachedFrom(entries.split(' '), names), [entries, names]);
  const listed = path.allowlist.map(({ callGroup }) => callGroup);
  const all = [...new Set([...listed, ...(everything ? names : reached)])];
  const found = all.filter((callGroup) => callGroup.toLowerCase().includes(find.toLowerCase()));
  const page = Math.min(asked, Math.max(0, Math.ceil(found.length / PAGE) - 1));
  const elsewhere = names.filter((callGroup) => !reached.includes(callGroup) && !listed.includes(callGroup)).length;
  return (
    <Panel
      title="Call groups"
      aside={
        <div className={classes.toolbar}>
          {elsewhere > 0 && (
            <Switch
              size="xs"
              label={`also ${formatCountOf(elsewhere, 'call group')} elsewhere`}
              checked={everything}
              onChange={(event) => setEverything(event.currentTarget.checked)}
            />
          )}
          {all.length > 10 && <FindInput label="Find a call group" value={find} onFind={setFind} />}
        </div>
      }
    >
      <p className="small muted" style={{ marginBottom: 10 }}>
        Only what is allowed here can ever be failed on this path. The journey cannot work without what is{' '}
        <b>essential</b>: that is failed for testers only. It must survive without what is <b>degradable</b>.
      </p>
      {all.length === 0 ? (
        <NoCallGroups isRead={topology !== undefined} />
      ) : (
        <table className={classes.groups} aria-label="Call groups">
          <thead>
            <tr>
              <th scope="col">call group</th>
              <th scope="col" data-right>
                calls/s
              </th>
              <th scope="col" data-right>
                failing
              </th>
              <th scope="col">may be failed</th>
              <th scope="col">role</th>
            </tr>
          </thead>
          <tbody>
            {found.slice(page * PAGE, (page + 1) * PAGE).map((callGroup) => (
              <CallGroupRow
                key={callGroup}
                callGroup={callGroup}
                role={roleIn(path, callGroup)}
                rate={rates.get(callGroup)}
                isRead={topology !== undefined}
                onRole={(role) => onChange(withRole(path, callGroup, role))}
              />
            ))}
          </tbody>
        </table>
      )}
      {found.length > PAGE && (
        <Pager page={page} pageSize={PAGE} total={found.length} onPage={setPage} label="Call groups" />
      )}
    </Panel>
  );
}

function NoCallGroups({ isRead }: { isRead: boolean }) {
  if (!isRead)
    return <Empty title="It is not known which calls were seen.">What may be failed is listed here once it is.</Empty>;
  return (
    <Empty title="No calls were seen behind these entries yet.">
      They appear here with the first call that an agent reports. Name the service where the journey begins.
    </Empty>
  );
}

type CallGroupRowProps = {
  callGroup: string;
  role: Role | null;
  rate: Topology['callGroups'][number] | undefined;
  /** False while nobody knows what was seen. */
  isRead: boolean;
  onRole: (role: Role | null) => void;
};

/** A call group that is allowed for the first time is essential: the careful guess, failed for testers only. */
function CallGroupRow({ callGroup, role, rate, isRead, onRole }: CallGroupRowProps) {
  return (
    <tr data-off={role === null || undefined}>
      <td>
        <code>{callGroupWords(callGroup)}</code>
      </td>
      <td data-right>{rate ? formatRate(rate.callsPerSecond) : '–'}</td>
      <td data-right>
        {rate ? formatMeasuredShare(rate.failuresPerSecond, rate.callsPerSecond) : isRead ? 'not seen' : '–'}
      </td>
      <td>
        <Switch
          size="xs"
          aria-label={`${callGroup} may be failed`}
          checked={role !== null}
          onChange={(event) => onRole(event.currentTarget.checked ? 'essential' : null)}
        />
      </td>
      <td>
        {role !== null && (
          <SegmentedControl
            size="xs"
            aria-label={`Role of ${callGroup}`}
            data={['essential', 'degradable']}
            value={role}
            onChange={(value) => onRole(value === 'degradable' ? 'degradable' : 'essential')}
          />
        )}
      </td>
    </tr>
  );
}
