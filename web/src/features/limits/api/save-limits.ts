import type { LimitsView } from '@hormesis/contract/limits.ts';
import { post } from '../../../lib/request.ts';

/** Replaces version `version` of the limits; refused as `changed_meanwhile` when there is a newer one. */
export function saveLimits(body: { yaml: string; version: number }, key: string): Promise<LimitsView> {
  return post('/limits', body, key);
}
