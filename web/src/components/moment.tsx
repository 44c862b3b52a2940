import { Tooltip } from '@mantine/core';
import { formatAgo, formatMoment } from '../lib/format-duration.ts';
import { useClock } from '../lib/use-clock.ts';

/** How long ago, with the date, time and zone on hover and on focus. */
export function Moment({ at }: { at: string }) {
  const nowMs = useClock();
  return (
    <Tooltip label={formatMoment(at)} withArrow openDelay={200} events={{ hover: true, focus: true, touch: true }}>
      <time dateTime={at} className="nowrap">
        {formatAgo(Date.parse(at), nowMs)}
      </time>
    </Tooltip>
  );
}
