import type { GameDayView } from '@hormesis/contract/game-day.ts';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/request.ts';

/** One game day as it is now, to begin another plan with; nothing is read without an id. */
export function useGameDay(id: string | null) {
  return useQuery({
    queryKey: ['game-day', id],
    queryFn: ({ signal }) => get<GameDayView>(`/game-days/${encodeURIComponent(id ?? '')}`, signal),
    enabled: id !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
