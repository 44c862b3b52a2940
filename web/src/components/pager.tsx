import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { formatCount } from '../lib/format-number.ts';
import { Button } from './button.tsx';
import classes from './pager.module.css';

type PagerProps = {
  /** From 0. */
  page: number;
  pageSize: number;
  total: number;
  label: string;
  onPage: (page: number) => void;
};

/** `101–200 of 10,000`, back and forth. */
export function Pager({ page, pageSize, total, label, onPage }: PagerProps) {
  const from = page * pageSize + 1;
  const to = Math.min(total, (page + 1) * pageSize);
  return (
    <nav className={classes.pager} aria-label={`Pages of ${label}`}>
      <span className="muted small" aria-live="polite">
        {formatCount(from)}–{formatCount(to)} of {formatCount(total)}
      </span>
      <Button
        small
        disabled={page === 0}
        onClick={() => onPage(page - 1)}
        icon={<IconChevronLeft size={14} aria-hidden />}
      >
        Back
      </Button>
      <Button
        small
        disabled={to >= total}
        onClick={() => onPage(page + 1)}
        icon={<IconChevronRight size={14} aria-hidden />}
      >
        Next
      </Button>
    </nav>
  );
}
