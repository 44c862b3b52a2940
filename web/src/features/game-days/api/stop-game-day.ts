import type { GameDayHalt } from '@hormesis/contract/game-day.ts';
import { HALT_ANSWER_MS, post } from '../../../lib/request.ts';

/** `halt` ends the step that goes on, `abort` the day. Answers when every connected agent has confirmed, or after two seconds. */
export function stopGameDay(
  { id, stop, reason }: { id: string; stop: 'halt' | 'abort'; reason: string },
  key: string,
): Promise<GameDayHalt> {
  return post(`/game-days/${encodeURIComponent(id)}/${stop}`, { reason }, key, HALT_ANSWER_MS);
}
