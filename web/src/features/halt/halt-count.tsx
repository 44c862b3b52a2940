import type { HaltProgress } from '@hormesis/contract/halt.ts';
import { useRef } from 'react';
import { formatCountOf } from '../../lib/format-number.ts';
import { useKeyed } from '../../lib/keyed-store.ts';
import { useClock } from '../../lib/use-clock.ts';
import { haltCountWords } from './confirmation-words.ts';
import classes from './halt-count.module.css';
import { HaltProgressStore } from './halt-progress-store.ts';

type HaltCountProps = {
  progress: HaltProgressStore;
  pending: boolean;
  /** The control plane did not answer, and is asked again. */
  repeating: boolean;
  agents: number;
};

/** The count-up of confirmations while a halt is going on. Until the first word of it, only the time is counted. */
export function HaltCount({ progress, pending, repeating, agents }: HaltCountProps) {
  const told = useKeyed(progress.values, HaltProgressStore.key);
  if (told) return <Told told={told} />;
  if (!pending) return null;
  return <HaltWaiting repeating={repeating} agents={formatCountOf(agents, 'agent')} />;
}

function Told({ told }: { told: HaltProgress }) {
  const { count, unknown } = haltCountWords(told);
  return (
    <span className={classes.count} role="status">
      <b>{count}</b>
      {unknown && <small title={told.unknown.join(', ')}>{unknown}</small>}
    </span>
  );
}

/** For how long a halt has had no word by now. `agents`: whom it waits for, in words. */
export function HaltWaiting({ repeating, agents }: { repeating: boolean; agents: string }) {
  const startedMs = useRef(Date.now());
  const nowMs = useClock(50);
  return (
    <span className={classes.count} role="status">
      {repeating ? 'no answer, trying again' : `waiting for ${agents}`}… {Math.max(0, nowMs - startedMs.current)}
      &nbsp;ms
    </span>
  );
}
