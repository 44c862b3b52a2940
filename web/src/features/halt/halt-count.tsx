import type { HaltProgress } from '@hormesis/contract/halt.ts';
import { useRef } from 'react';
import { formatCountOf } from '../../lib/format-number.ts';
import { useKeyed } from '../../lib/keyed-store.ts';
import { useClock } from '../../lib/use-clock.ts';
import { haltCountWords } from './confirmation-words.ts';
import classes from './halt-count.module.css';
import { HaltProgressStore } from './halt-progress-store.ts';

type HaltCountProps = { progress: HaltProgressStore; pending: boolean; agents: number };

/** The count-up of confirmations while a halt is going on. Until the first word of it, only the time is counted. */
export function HaltCount({ progress, pending, agents }: HaltCountProps) {
  const told = useKeyed(progress.values, HaltProgressStore.key);
  if (told) return <Told told={told} />;
  return pending ? <Waiting agents={agents} /> : null;
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

function Waiting({ agents }: { agents: number }) {
  const startedMs = useRef(Date.now());
  const nowMs = useClock(50);
  return (
    <span className={classes.count} role="status">
      waiting for {formatCountOf(agents, 'agent')}… {Math.max(0, nowMs - startedMs.current)}&nbsp;ms
    </span>
  );
}
