import type { GameDayReport } from '@hormesis/contract/report.ts';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/request.ts';

/** The report as the API and the command give it; read again when `moment` changes. */
export function useGameDayReport(id: string, moment: string) {
  return useQuery({
    queryKey: ['game-day-report', id, moment],
    queryFn: ({ signal }) => get<GameDayReport>(`/game-days/${encodeURIComponent(id)}/report`, signal),
    placeholderData: (before) => before,
  });
}
