import type { GameDayView } from '@hormesis/contract/game-day.ts';
import { type Live, useLiveTopic } from '../../../lib/use-live-topic.ts';

/** One game day, live: everybody who watches sees the same. */
export function useLiveGameDay(id: string, onSignedOut: () => void): Live<GameDayView> {
  return useLiveTopic<GameDayView>(`game-day:${id}`, `/game-days/${encodeURIComponent(id)}`, onSignedOut);
}
