import type { GameDaySummary } from '@hormesis/contract/game-day.ts';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/request.ts';

/** The last game days, those that are on first; read again when `moment` changes, and shown as they were until then. */
export function useGameDays(moment: string) {
  return useQuery({
    queryKey: ['game-days', moment],
    queryFn: ({ signal }) => get<{ items: GameDaySummary[] }>('/game-days', signal).then((answer) => answer.items),
    placeholderData: (before) => before,
  });
}
