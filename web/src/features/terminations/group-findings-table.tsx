import type { TerminationFinding } from '@hormesis/contract/terminations.ts';
import { Link } from 'react-router';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Moment } from '../../components/moment.tsx';
import { GroupCell } from './group-cell.tsx';

const columns: readonly Column<TerminationFinding>[] = [
  { title: 'What was found', cell: ({ reason }) => reason },
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
          open{' '}
          <Link to="/terminations" className="link small">
            say what came of it
          </Link>
        </>
      );
    case 'fixed':
      return (
        <>
          fixed by {resolved?.by} <span className="muted small">{resolved?.note}</span>
        </>
      );
    case 'verified':
      return <>verified by {verifiedBy}</>;
  }
}
