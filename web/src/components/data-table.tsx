import { Table } from '@mantine/core';
import { memo, type ReactNode, useRef, useState } from 'react';
import { useOverflows } from '../lib/use-overflows.ts';
import classes from './data-table.module.css';
import { Pager } from './pager.tsx';

export type Column<T> = { title: string; cell: (row: T) => ReactNode; right?: boolean };

type DataTableProps<T> = {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
  /** More rows than this are shown page by page. */
  pageSize?: number;
};

/** A plain table with a heading row; numbers go right. */
export function DataTable<T>({ label, columns, rows, rowKey, pageSize = Number.POSITIVE_INFINITY }: DataTableProps<T>) {
  const [asked, setPage] = useState(0);
  const scroll = useRef<HTMLElement>(null);
  const scrolls = useOverflows(scroll);
  // Rows may have gone since the page was chosen.
  const page = Math.min(asked, Math.max(0, Math.ceil(rows.length / pageSize) - 1));
  const shown = rows.length > pageSize ? rows.slice(page * pageSize, (page + 1) * pageSize) : rows;
  return (
    <>
      <section
        ref={scroll}
        className={classes.scroll}
        {...(scrolls && { tabIndex: 0, 'aria-label': `${label}, scrolls` })}
      >
        <Table className={classes.table} aria-label={label}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column.title} data-right={column.right || undefined} scope="col">
                  {column.title}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((row) => (
              <Row key={rowKey(row)} columns={columns} row={row} />
            ))}
          </Table.Tbody>
        </Table>
      </section>
      {rows.length > pageSize && (
        <Pager page={page} pageSize={pageSize} total={rows.length} onPage={setPage} label={label} />
      )}
    </>
  );
}

/** Drawn again only when its own row is another object. */
const Row = memo(function Row<T>({ columns, row }: { columns: readonly Column<T>[]; row: T }) {
  return (
    <Table.Tr>
      {columns.map((column) => (
        <Table.Td key={column.title} data-right={column.right || undefined}>
          {column.cell(row)}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}) as <T>(props: { columns: readonly Column<T>[]; row: T }) => ReactNode;
