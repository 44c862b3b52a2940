import type { GameDayLint } from '@hormesis/contract/game-day.ts';
import { newIdempotencyKey } from '../../../lib/idempotency-key.ts';
import { post } from '../../../lib/request.ts';

/** What is wrong with a plan, and what would be held of it. */
export function lintPlan(yaml: string): Promise<GameDayLint> {
  return post('/game-days/lint', { yaml }, newIdempotencyKey());
}
