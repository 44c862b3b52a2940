import type { GameDayView } from '@hormesis/contract/game-day.ts';
import { useQueryClient } from '@tanstack/react-query';
import { AS_HALTS, useAction } from '../../../lib/use-action.ts';
import { moveGameDay } from '../api/move-game-day.ts';
import { stopGameDay } from '../api/stop-game-day.ts';

/** Everything that can be done with a day. What the page shows comes from answers and the stream, never from hope. */
export function useDayDeeds() {
  const client = useQueryClient();
  const show = (view: GameDayView) => client.setQueryData(['live', `game-day:${view.id}`], view);
  return {
    move: useAction(moveGameDay, show),
    write: useAction(moveGameDay, show),
    handOver: useAction(moveGameDay, show),
    stop: useAction(stopGameDay, ({ gameDay }) => void (gameDay && show(gameDay)), AS_HALTS),
  };
}
export type DayDeeds = ReturnType<typeof useDayDeeds>;
