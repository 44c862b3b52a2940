import { expect, test } from 'vitest';
import { timelineOf } from './timeline-of.ts';

const event = (id: number, second: number, kind: string, text: string) => ({
  ...{ id, kind, text, actor: 'ada', detail: {}, step: null },
  at: new Date(second * 1_000).toISOString(),
});

test('the day and its experiments are one timeline in order; of waiting in a row the last word stays', () => {
  const report = {
    gameDay: { timeline: [event(9, 20, 'note', 'later'), event(8, 10, 'step_began', 'begins')] },
    experiments: [
      {
        experiment: {
          id: 'e1',
          timeline: [
            event(3, 12, 'waiting', 'for 9'),
            event(2, 11, 'waiting', 'for 10'),
            event(1, 10, 'started', 'starts'),
          ],
        },
      },
    ],
  } as unknown as Parameters<typeof timelineOf>[0];
  expect(timelineOf(report).map(({ of, text }) => `${of}${text}`)).toEqual(['begins', 'e1starts', 'e1for 9', 'later']);
});
