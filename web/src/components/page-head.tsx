import { type ReactNode, useEffect } from 'react';
import classes from './page-head.module.css';

type PageHeadProps = { title: string; mark?: ReactNode; above?: ReactNode; below?: ReactNode; actions?: ReactNode };

/** Heading of a page; also the browser tab's title. */
export function PageHead({ title, mark, above, below, actions }: PageHeadProps) {
  useEffect(() => {
    document.title = `${title} · Hormesis`;
  }, [title]);
  return (
    <div className={classes.head}>
      <div className={classes.words}>
        {above && <div className="muted small">{above}</div>}
        <div className={classes.title}>
          <h1>{title}</h1>
          {mark}
        </div>
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
      {below && (
        <div className={classes.below}>
          <div>{below}</div>
        </div>
      )}
    </div>
  );
}
