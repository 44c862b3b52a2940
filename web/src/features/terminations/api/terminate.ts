import type { TerminationView } from '@hormesis/contract/terminations.ts';
import { post } from '../../../lib/request.ts';

/** Kills one member now, or several, or tries how it would be. */
export function terminate(
  body: {
    group: string;
    leashed: boolean;
    confirm?: string;
    count?: number;
    zone?: string;
    oneAtATime?: boolean;
  },
  key: string,
): Promise<TerminationView> {
  return post('/terminations', body, key);
}
