import type { AuditEntry } from '@hormesis/contract/audit.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Moment } from '../../components/moment.tsx';

const columns: readonly Column<AuditEntry>[] = [
  { title: 'When', cell: ({ at }) => <Moment at={at} /> },
  { title: 'Who', cell: ({ actor }) => <b>{actor}</b> },
  { title: 'What', cell: ({ action }) => action },
  { title: 'On', cell: ({ target }) => <code>{target}</code> },
  { title: 'Detail', cell: ({ detail }) => <span className="small muted">{detailWords(detail)}</span> },
];

/** Who did what, newest first. */
export function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  const rows = [...entries].sort((a, b) => b.id - a.id);
  return <DataTable label="Audit" columns={columns} rows={rows} rowKey={({ id }) => String(id)} />;
}

function detailWords(detail: AuditEntry['detail']): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== '' && value !== null)
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ');
}
