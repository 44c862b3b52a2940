import type { GameDayEvent } from '@hormesis/contract/game-day.ts';
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { Empty } from '../../../components/empty.tsx';
import { formatMoment, formatTime } from '../../../lib/format-duration.ts';
import { unbroken } from '../../../lib/sentence.ts';
import classes from './notes.module.css';

export const filters = ['all', 'notes', 'steps'] as const;
export type TimelineFilter = (typeof filters)[number];

/** The timeline, newest first; what people wrote stands out from what happened. */
export function DayTimeline({ events, filter }: { events: readonly GameDayEvent[]; filter: TimelineFilter }) {
  const shown = events.filter((event) => filter === 'all' || isWritten(event) === (filter === 'notes'));
  if (shown.length === 0) {
    return (
      <Empty title={filter === 'notes' ? 'Nobody has written anything down yet.' : 'Nothing has happened yet.'}>
        {filter === 'notes' && 'What is noticed now is what the report is made of.'}
      </Empty>
    );
  }
  return (
    <ol className={classes.timeline} aria-label="Timeline">
      {shown
        .toSorted((a, b) => b.id - a.id)
        .map((event) => (
          <li key={event.id} data-kind={event.kind}>
            <time dateTime={event.at} title={formatMoment(event.at)}>
              {formatTime(event.at)}
            </time>
            <div>
              {isWritten(event) && (
                <span className={classes.author}>
                  {event.actor} {event.kind === 'note' ? 'notes' : 'observes'}
                  {event.step !== null && <span className="muted"> in step {event.step + 1}</span>}
                </span>
              )}
              <span className={classes.text}>{unbroken(event.text)}</span>
            </div>
          </li>
        ))}
    </ol>
  );
}

/** Which part of the timeline is shown. */
export function TimelineFilterBar({
  filter,
  onFilter,
}: {
  filter: TimelineFilter;
  onFilter: (filter: TimelineFilter) => void;
}) {
  return (
    <SegmentedControl
      size="xs"
      aria-label="What to show of the timeline"
      data={[
        { value: 'all', label: 'All' },
        { value: 'notes', label: 'Notes' },
        { value: 'steps', label: 'Steps' },
      ]}
      value={filter}
      onChange={(value) => onFilter(filters.find((each) => each === value) ?? 'all')}
    />
  );
}

export function useTimelineFilter() {
  return useState<TimelineFilter>('all');
}

function isWritten({ kind }: GameDayEvent): boolean {
  return kind === 'note' || kind === 'observation';
}
