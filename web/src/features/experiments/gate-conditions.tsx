import type { Gate, GateCondition } from '@hormesis/contract/evidence.ts';
import { IconCircleCheck, IconHourglassEmpty } from '@tabler/icons-react';
import { formatDuration } from '../../lib/format-duration.ts';
import { formatShare } from '../../lib/format-share.ts';
import { unbroken } from '../../lib/sentence.ts';
import classes from './gate-conditions.module.css';

/** What a gate waits for, in two or three words. */
export const conditionTitles: Readonly<Record<GateCondition['condition'], string>> = {
  hold: 'Hold',
  exposure: 'Exposed users',
  split: 'Arms match',
  injection: 'Faults really applied',
  excess: 'Excess of failing users',
  pool: 'Free traffic',
  limits: 'Limits',
  queries: 'Queries',
  load: 'Demanded traffic',
  termination: 'Kill and recovery',
};

/** What the gate of the present stage waits for, and when it can open. `nextPpm` is the stage behind it, null for the last. */
export function GateConditions({ gate, nextPpm }: { gate: Gate; nextPpm: number | null }) {
  return (
    <dl className={classes.gate} aria-label="Gate of this stage">
      {gate.conditions.map((condition) => (
        <div key={condition.condition} data-met={condition.met}>
          <dt>{conditionTitles[condition.condition]}</dt>
          <dd className="figures">
            <Mark met={condition.met} />
            <span>{unbroken(condition.text)}</span>
          </dd>
        </div>
      ))}
      <div>
        <dt>Next</dt>
        <dd className="figures">{nextWords(gate, nextPpm)}</dd>
      </div>
    </dl>
  );
}

function Mark({ met }: { met: boolean }) {
  return met ? (
    <IconCircleCheck size={15} role="img" aria-label="met" />
  ) : (
    <IconHourglassEmpty size={15} role="img" aria-label="waiting" />
  );
}

function nextWords(gate: Gate, nextPpm: number | null): string {
  const goal = nextPpm === null ? 'the verdict' : formatShare(nextPpm);
  if (gate.open) return `goes to ${goal} now`;
  if (gate.etaMs !== null && gate.etaMs < 1_000) return `goes to ${goal} as soon as every condition is met`;
  if (gate.etaMs === null) return `goes to ${goal}; the time can't be told yet`;
  return `goes to ${goal} in ${formatDuration(gate.etaMs)} at the present rate`;
}
