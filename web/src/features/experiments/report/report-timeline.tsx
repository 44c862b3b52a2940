import type { ExperimentView, TimelineEvent } from '@hormesis/contract/experiment.ts';
import classes from '../../../components/report.module.css';
import { formatTime } from '../../../lib/format-duration.ts';
import { unbroken } from '../../../lib/sentence.ts';

/** A sheet has room for so many lines: how it began, and how it ended. */
const FIRST = 8;
const LAST = 14;

/** What happened, in order. */
export function ReportTimeline({ experiment: { timeline } }: { experiment: ExperimentView }) {
  const inOrder = withoutWaiting([...timeline].sort((a, b) => a.id - b.id));
  const left = inOrder.length - FIRST - LAST;
  const [before, after] = left > 1 ? [inOrder.slice(0, FIRST), inOrder.slice(-LAST)] : [inOrder, []];
  return (
    <section>
      <h3>Timeline</h3>
      <ol className={classes.timeline}>
        {before.map((event) => (
          <Line key={event.id} event={event} />
        ))}
        {after.length > 0 && <li className={classes.more}>… {left} more in the page of the experiment …</li>}
        {after.map((event) => (
          <Line key={event.id} event={event} />
        ))}
      </ol>
    </section>
  );
}

/** Of several lines that only say what a stage waits for, the last one. */
function withoutWaiting(inOrder: readonly TimelineEvent[]): TimelineEvent[] {
  return inOrder.filter(({ kind }, index) => kind !== 'waiting' || inOrder[index + 1]?.kind !== 'waiting');
}

function Line({ event: { at, text, actor } }: { event: TimelineEvent }) {
  return (
    <li>
      <time dateTime={at}>{formatTime(at)}</time>
      <span>{unbroken(text)}</span>
      <span className="muted">{actor}</span>
    </li>
  );
}
