import { formatMoment, formatTime } from '../lib/format-duration.ts';

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** Date and time in the browser's zone; the zone on hover. */
export function LocalTime({ at }: { at: string }) {
  return (
    <time dateTime={at} title={formatMoment(at)} className="nowrap">
      {day.format(new Date(at))}, {formatTime(at)}
    </time>
  );
}
