import type { AuditEntry } from '@hormesis/contract/audit.ts';
import { Link } from 'react-router';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { LocalTime } from '../../components/local-time.tsx';
import { unbroken } from '../../lib/sentence.ts';
import { auditSentence } from './audit-sentence.ts';

const columns: readonly Column<AuditEntry>[] = [
  { title: 'When', cell: ({ at }) => <LocalTime at={at} /> },
  { title: 'Who did what', cell: (entry) => <Deed entry={entry} /> },
  { title: 'Why', cell: (entry) => <span className="muted">{unbroken(auditSentence(entry).reason)}</span> },
];

/** Who did what, newest first. */
export function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  return <DataTable label="Audit" columns={columns} rows={entries} rowKey={({ id }) => String(id)} />;
}

function Deed({ entry }: { entry: AuditEntry }) {
  const { before, thing, after } = auditSentence(entry);
  return (
    <>
      <b>{entry.actor}</b> {before}{' '}
      {thing &&
        (thing.to ? (
          <Link to={thing.to} className="link strong">
            {thing.words}
          </Link>
        ) : (
          <span className="strong">{thing.words}</span>
        ))}{' '}
      {after}
    </>
  );
}
