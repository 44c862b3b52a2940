import type { TerminationGroup } from '@hormesis/contract/terminations.ts';
import { IconSkull } from '@tabler/icons-react';
import { Fragment, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Moment } from '../../components/moment.tsx';
import { Tag } from '../../components/tag.tsx';
import { formatCount } from '../../lib/format-number.ts';
import { GroupCell } from './group-cell.tsx';
import { KillDialog } from './kill-dialog.tsx';

const NAMED = 3;

/** Groups with their odds and who could die next; those that take part first. */
export function GroupsTable({ groups, mayOperate }: { groups: readonly TerminationGroup[]; mayOperate: boolean }) {
  const [chosen, setChosen] = useState<TerminationGroup | null>(null);
  const rows = [...groups].sort((a, b) => Number(b.enabled) - Number(a.enabled));
  const columns: readonly Column<TerminationGroup>[] = [
    { title: 'Group', cell: ({ key }) => <GroupCell group={key} /> },
    { title: 'Healthy', cell: ({ healthy, desired, members }) => `${healthy} of ${desired ?? members}`, right: true },
    { title: 'On a work day', cell: (group) => <Odds group={group} /> },
    { title: 'Could die next', cell: (group) => <NextVictims group={group} /> },
    { title: 'Last kill', cell: ({ lastKilledAt }) => (lastKilledAt ? <Moment at={lastKilledAt} /> : '–') },
    ...(mayOperate && rows.some(mayDie)
      ? [{ title: 'Now', cell: (group: TerminationGroup) => <Kill group={group} onKill={setChosen} /> }]
      : []),
  ];
  return (
    <>
      <DataTable label="Groups" columns={columns} rows={rows} rowKey={({ key }) => key} pageSize={15} />
      {chosen && <KillDialog group={chosen} onClose={() => setChosen(null)} />}
    </>
  );
}

function Odds({ group: { oddsOneIn, leashed, notBefore } }: { group: TerminationGroup }) {
  if (oddsOneIn === null) return <span className="muted">not enabled</span>;
  return (
    <>
      <span className="nowrap">{oddsOneIn === 1 ? 'always' : `1 in ${formatCount(oddsOneIn)}`}</span>{' '}
      {leashed && <Tag>on the leash</Tag>}
      {notBefore && (
        <div className="small muted">
          not before <span className="nowrap">{notBefore}</span>
        </div>
      )}
    </>
  );
}

function NextVictims({ group: { nextVictims, eligible, spared } }: { group: TerminationGroup }) {
  const more = eligible - Math.min(NAMED, nextVictims.length);
  const names = nextVictims.slice(0, NAMED).map(({ name }) => name);
  return (
    <>
      {names.length > 0 && (
        <span className="small">
          {names.map((name, place) => (
            <Fragment key={name}>
              {place > 0 && ', '}
              <code className="nowrap">{name}</code>
            </Fragment>
          ))}
          {more > 0 && ` and ${formatCount(more)} more`}
        </span>
      )}
      {spared.slice(0, NAMED).map((why) => (
        <div key={why} className="small muted">
          {why}
        </div>
      ))}
      {names.length === 0 && spared.length === 0 && <span className="muted">nobody</span>}
    </>
  );
}

function mayDie({ enabled, eligible }: TerminationGroup): boolean {
  return enabled && eligible > 0;
}

function Kill({ group, onKill }: { group: TerminationGroup; onKill: (group: TerminationGroup) => void }) {
  if (!mayDie(group)) return null;
  return (
    <Button
      small
      kind="danger-quiet"
      icon={<IconSkull size={14} aria-hidden />}
      label={`Kill in ${group.key}`}
      onClick={() => onKill(group)}
    >
      Kill
    </Button>
  );
}
