import type { ReactNode } from 'react';
import classes from './dialog-actions.module.css';

/** The buttons of a dialog. They stay in sight where its content is taller than the window. */
export function DialogActions({ children, beside }: { children: ReactNode; beside?: ReactNode }) {
  return (
    <div className={classes.actions}>
      {beside}
      <span className="grow" />
      {children}
    </div>
  );
}
