import { Button } from '../components/button.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { HaltAllButton } from '../features/halt/halt-all-button.tsx';
import { HaltResult } from '../features/halt/halt-result.tsx';
import { useHaltAll } from '../features/halt/use-halt-all.ts';
import classes from './shell.module.css';

/** Where the frame is missing: experiments do not notice; whoever wants to halt still can. */
export function HaltAlone({ error, title }: { error: Error; title: string }) {
  const halt = useHaltAll();
  return (
    <main className={classes.alone}>
      <h1 className={classes.goesOn}>Hormesis</h1>
      <ErrorNotice
        error={error}
        title={title}
        action={
          <Button small onClick={() => window.location.reload()}>
            Reload
          </Button>
        }
      />
      <p className={classes.goesOn}>Experiments go on, with their guardrails and limits.</p>
      <HaltAllButton halt={halt} />
      <div className={classes.goesOn}>
        <HaltResult halt={halt} />
      </div>
    </main>
  );
}
