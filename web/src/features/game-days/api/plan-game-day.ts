import type { GameDayView } from '@hormesis/contract/game-day.ts';
import { post } from '../../../lib/request.ts';

export function planGameDay({ yaml }: { yaml: string }, key: string): Promise<GameDayView> {
  return post('/game-days', { yaml }, key);
}
