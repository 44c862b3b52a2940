import { IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import classes from './side-panel.module.css';

type SidePanelProps = {
  title: ReactNode;
  below: ReactNode;
  /** True when it was opened by keyboard: then that is where one goes on. */
  takesFocus: boolean;
  onClose: () => void;
  children: ReactNode;
};

/** What is known of the chosen thing, beside the map. Escape closes it. */
export function SidePanel({ title, below, takesFocus, onClose, children }: SidePanelProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus]);
  return (
    <aside
      className={classes.panel}
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <div className={classes.head}>
        <div>
          <h2 id={id} ref={heading} tabIndex={-1}>
            {title}
          </h2>
          <div className="muted">{below}</div>
        </div>
        <button type="button" className={classes.close} aria-label="Close" onClick={onClose}>
          <IconX size={16} aria-hidden />
        </button>
      </div>
      {children}
    </aside>
  );
}

/** One part of it with a small heading. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.part}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}
