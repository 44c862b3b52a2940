import type { FindingSummary } from '@hormesis/contract/finding.ts';
import { Link } from 'react-router';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Moment } from '../../components/moment.tsx';
import { callGroupWords } from '../../lib/fault-words.ts';
import { formatCount } from '../../lib/format-number.ts';
import { formatShare } from '../../lib/format-share.ts';
import { FindingMark } from './finding-mark.tsx';

const columns: readonly Column<FindingSummary>[] = [
  {
    title: 'What was found',
    cell: ({ id, title, scenario }) => (
      <>
        <Link to={`/findings/${id}`} className="link strong">
          {title}
        </Link>
        <div className="muted small">{scenario}</div>
      </>
    ),
  },
  { title: 'Call group', cell: ({ callGroup }) => <code>{callGroupWords(callGroup)}</code> },
  { title: 'State', cell: (finding) => <FindingMark finding={finding} /> },
  { title: 'Owner', cell: ({ owner }) => owner || <span className="muted">nobody</span> },
  { title: 'At', cell: ({ evidence }) => formatShare(evidence.trafficPpm), right: true },
  { title: 'Times', cell: ({ timesFound }) => formatCount(timesFound), right: true },
  { title: 'Last found', cell: ({ lastFoundAt }) => <Moment at={lastFoundAt} /> },
];

/** Findings, in the order they come: those in the way of a run first. */
export function FindingsTable({ findings }: { findings: readonly FindingSummary[] }) {
  return <DataTable label="Findings" columns={columns} rows={findings} rowKey={({ id }) => id} />;
}
