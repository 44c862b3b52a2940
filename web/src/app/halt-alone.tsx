import type { ReactNode } from 'react';
import { HaltAllButton } from '../features/halt/halt-all-button.tsx';
import { HaltWaiting } from '../features/halt/halt-count.tsx';
import { HaltResult } from '../features/halt/halt-result.tsx';
import { useHaltAll } from '../features/halt/use-halt-all.ts';
import classes from './shell.module.css';

/** Where the frame is missing, `children` say why: experiments do not notice; whoever wants to halt still can. */
export function HaltAlone({ children }: { children: ReactNode }) {
  const halt = useHaltAll();
  return (
    <main className={classes.alone}>
      <h1 className={classes.goesOn}>Hormesis</h1>
      {children}
      <p className={classes.goesOn}>Experiments go on, with their guardrails and limits.</p>
      <HaltAllButton halt={halt} />
      {halt.isPending && (
        <div className={classes.waiting}>
          <HaltWaiting repeating={halt.isRepeating} agents="the agents" />
        </div>
      )}
      <div className={classes.goesOn}>
        <HaltResult halt={halt} />
      </div>
    </main>
  );
}
