import { useHotkeys } from '@mantine/hooks';
import { IconHandStop } from '@tabler/icons-react';
import { useRef } from 'react';
import { formatCountOf } from '../../lib/format-number.ts';
import { useClock } from '../../lib/use-clock.ts';
import classes from './halt-all-button.module.css';
import type { HaltAll } from './use-halt-all.ts';

/** One click or Shift+H halts everything, without a question. While agents are answering, it counts the time. */
export function HaltAllButton({ halt, agents }: { halt: HaltAll; agents: number }) {
  const press = () => halt.run({ reason: '' });
  useHotkeys([['shift+H', press]]);
  return (
    <div className={classes.place}>
      {halt.isPending && <Waiting agents={agents} />}
      <button
        type="button"
        className={classes.halt}
        onClick={press}
        disabled={halt.isPending}
        aria-keyshortcuts="Shift+H"
      >
        <IconHandStop size={17} aria-hidden />
        Halt all
        <kbd aria-hidden>⇧H</kbd>
      </button>
    </div>
  );
}

/** Nothing is claimed before the control plane has counted the confirmations. */
function Waiting({ agents }: { agents: number }) {
  const startedMs = useRef(Date.now());
  const nowMs = useClock(50);
  return (
    <span className={classes.waiting} role="status">
      waiting for {formatCountOf(agents, 'agent')}… {Math.max(0, nowMs - startedMs.current)} ms
    </span>
  );
}
