import type { TimelineEvent } from '@hormesis/contract/experiment.ts';
import { Tooltip } from '@mantine/core';
import { formatMoment, formatTime } from '../../lib/format-duration.ts';
import { unbroken } from '../../lib/sentence.ts';
import classes from './timeline.module.css';

/** Everything that happened, newest first. */
export function Timeline({ events }: { events: readonly TimelineEvent[] }) {
  const newestFirst = [...events].sort((a, b) => b.id - a.id);
  return (
    <ol className={classes.timeline}>
      {newestFirst.map(({ id, at, kind, actor, text }) => (
        <li key={id} data-kind={kind}>
          <Tooltip label={formatMoment(at)} withArrow openDelay={200}>
            <time dateTime={at}>{formatTime(at)}</time>
          </Tooltip>
          <span>{unbroken(text)}</span>
          <span className="muted small">{actor}</span>
        </li>
      ))}
    </ol>
  );
}
