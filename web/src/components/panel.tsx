import type { ReactNode } from 'react';
import classes from './panel.module.css';

type PanelProps = { title?: ReactNode; aside?: ReactNode; children: ReactNode; label?: string };

/** A framed part of a page, with its heading and what belongs to the right of it. */
export function Panel({ title, aside, children, label }: PanelProps) {
  return (
    <section className={classes.panel} aria-label={label}>
      {(title || aside) && (
        <div className={classes.head}>
          <h2>{title}</h2>
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}
