import { IconX } from '@tabler/icons-react';
import { type ReactNode, useEffectEvent, useId, useLayoutEffect, useRef } from 'react';
import classes from './side-panel.module.css';

type SidePanelProps = {
  title: ReactNode;
  below: ReactNode;
  /** True when it was opened by keyboard: then that is where one goes on. */
  takesFocus: boolean;
  onClose: () => void;
  children: ReactNode;
};

/** What is known of the chosen thing, beside the map. Escape closes it, wherever the keyboard is on the page. */
export function SidePanel({ title, below, takesFocus, onClose, children }: SidePanelProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  // Before it is painted: a key pressed as soon as the panel is seen must already find it. One thing chosen inside the
  // panel replaces its content, and leaves the keyboard on nothing: so the whole document listens.
  useLayoutEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus]);
  const onEscape = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === 'Escape' && !closesSomethingElse(event)) onClose();
  });
  useLayoutEffect(() => {
    document.addEventListener('keydown', onEscape);
    return () => document.removeEventListener('keydown', onEscape);
  }, []);
  return (
    <aside className={classes.panel} aria-labelledby={id}>
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

/** Escape in a dialog or in the search belongs to these. */
function closesSomethingElse({ target, defaultPrevented }: KeyboardEvent): boolean {
  return defaultPrevented || (target instanceof Element && target.closest('[role=dialog], input') !== null);
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
