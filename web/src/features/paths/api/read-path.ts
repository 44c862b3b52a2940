import type { CriticalPathView } from '@hormesis/contract/scenario.ts';
import { get } from '../../../lib/request.ts';

export function readPath(name: string): Promise<CriticalPathView> {
  return get(`/paths/${encodeURIComponent(name)}`);
}
