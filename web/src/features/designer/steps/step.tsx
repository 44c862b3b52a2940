import { IconCheck } from '@tabler/icons-react';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { Button } from '../../../components/button.tsx';
import classes from './step.module.css';

type StepProps = {
  number: number;
  title: string;
  /** What was chosen, in one line: shown while the step is closed. */
  summary: ReactNode;
  done: boolean;
  open: boolean;
  onOpen: () => void;
  /** Goes to the next step; absent in the last one. */
  onNext?: (() => void) | undefined;
  children: ReactNode;
};

/** One of the five steps. Its heading opens it; the next one is a button at its end, so Tab and Enter lead through all. */
export function Step({ number, title, summary, done, open, onOpen, onNext, children }: StepProps) {
  const heading = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(open);
  // Before anybody sees the step: a key pressed at once goes where the page says it does.
  useLayoutEffect(() => {
    if (open && !wasOpen.current) heading.current?.focus({ preventScroll: false });
    wasOpen.current = open;
  }, [open]);
  const id = `step-${number}`;
  return (
    <section className={classes.step} data-open={open || undefined} data-done={done || undefined}>
      <span className={classes.number} aria-hidden>
        {done && !open ? <IconCheck size={14} /> : number}
      </span>
      <div className={classes.body}>
        <h2 className={classes.heading}>
          <button ref={heading} type="button" aria-expanded={open} aria-controls={id} onClick={onOpen}>
            <span className={classes.title}>{title}</span>
            {!open && <span className={classes.summary}>{summary}</span>}
          </button>
        </h2>
        {open && (
          <div id={id} className={classes.content}>
            {children}
            {onNext && (
              <div>
                <Button small onClick={onNext}>
                  Continue
                </Button>
              </div>
            )}
          </div>
        )}
      </div>
    </section>
  );
}
