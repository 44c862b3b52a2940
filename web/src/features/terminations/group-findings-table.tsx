import type { TerminationFinding } from '@hormesis/contract/terminations.ts';
import { IconAlertTriangle, IconCircleCheck, IconTool } from '@tabler/icons-react';
import { Link } from 'react-router';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Moment } from '../../components/moment.tsx';
import { Tag } from '../../components/tag.tsx';
import { unbroken, upperFirst } from '../../lib/sentence.ts';
import { GroupCell } from './group-cell.tsx';

const columns: readonly Column<TerminationFinding>[] = [
  { title: 'What was found', cell: ({ reason }) => upperFirst(reason) },
  { title: 'Group', cell: ({ group }) => <GroupCell group={group} /> },
  { title: 'State', cell: (finding) => <State finding={finding} /> },
  { title: 'Found', cell: ({ foundAt }) => <Moment at={foundAt} /> },
];

/** Groups that did not become whole again, open ones first. */
export function GroupFindingsTable({ findings }: { findings: readonly TerminationFinding[] }) {
  return <DataTable label="Findings of groups" columns={columns} rows={findings} rowKey={({ id }) => id} />;
}

function State({ finding: { state, resolved, verifiedBy } }: { finding: TerminationFinding }) {
  switch (state) {
    case 'open':
      return (
        <>
          <Tag tone="failed" icon={<IconAlertTriangle size={14} aria-hidden />}>
            open
          </Tag>
          <div className="small">
            <Link to="/terminations" className="link">
              Say what came of it
            </Link>
          </div>
        </>
      );
    case 'fixed':
      return (
        <>
          <Tag icon={<IconTool size={14} aria-hidden />}>fixed</Tag>
          <div className="small muted">
            by {resolved?.by}: {unbroken(resolved?.note ?? '')}
          </div>
        </>
      );
    case 'verified':
      return (
        <>
          <Tag tone="passed" icon={<IconCircleCheck size={14} aria-hidden />}>
            verified
          </Tag>
          <div className="small muted">by {verifiedBy}</div>
        </>
      );
  }
}
