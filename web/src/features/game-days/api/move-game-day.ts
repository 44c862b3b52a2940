import type { GameDayView } from '@hormesis/contract/game-day.ts';
import { post } from '../../../lib/request.ts';

/** What changes a day besides a stop. `step` is the one that was seen: pressed twice, it begins one step. */
export type Move =
  | { deed: 'start' | 'done'; reason: string }
  | { deed: 'next' | 'skip'; step: number; reason: string }
  | { deed: 'note' | 'observe'; text: string }
  | { deed: 'handover'; to: string; reason: string };

/** @throws ApiError with everything that refuses it */
export function moveGameDay({ id, move }: { id: string; move: Move }, key: string): Promise<GameDayView> {
  const { deed, ...body } = move;
  return post(`/game-days/${encodeURIComponent(id)}/${deed}`, body, key);
}
