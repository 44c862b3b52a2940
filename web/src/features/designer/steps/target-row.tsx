import type { Topology } from '@hormesis/contract/topology.ts';
import { Checkbox } from '@mantine/core';
import { callGroupWords } from '../../../lib/fault-words.ts';
import { formatRate } from '../../../lib/format-number.ts';
import { formatMeasuredShare } from '../../../lib/format-share.ts';
import { upperFirst } from '../../../lib/sentence.ts';
import classes from './what-step.module.css';

type TargetRowProps = {
  name: string;
  role: string;
  rate?: Topology['callGroups'][number];
  chosen: boolean;
  onToggle: () => void;
};

/** One thing that may be failed, with how much of it there is now. */
export function TargetRow({ name, role, rate, chosen, onToggle }: TargetRowProps) {
  return (
    <div className={classes.row}>
      <Checkbox
        size="xs"
        checked={chosen}
        onChange={onToggle}
        label={
          role.includes('groups') ? upperFirst(name) : <span className={classes.name}>{callGroupWords(name)}</span>
        }
      />
      <span className={classes.figures}>
        {rate && rate.callsPerSecond > 0 ? (
          <>
            {formatRate(rate.callsPerSecond)}/s
            <span className="muted"> · {failingWords(rate)}</span>
          </>
        ) : (
          !role.includes('groups') && <span className="muted">not called now</span>
        )}
      </span>
      <span className={classes.role}>{role}</span>
    </div>
  );
}

function failingWords({ callsPerSecond, failuresPerSecond }: Topology['callGroups'][number]): string {
  if (failuresPerSecond === 0) return 'none fails now';
  return `${formatMeasuredShare(failuresPerSecond, callsPerSecond)} fail now`;
}
