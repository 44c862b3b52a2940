import type { FindingSummary } from '@hormesis/contract/finding.ts';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/request.ts';

/** All findings, those in the way of a run first; read again when `moment` changes. */
export function useFindings(moment = '') {
  return useQuery({
    queryKey: ['findings', moment],
    queryFn: ({ signal }) => get<{ items: FindingSummary[] }>('/findings', signal).then((answer) => answer.items),
    placeholderData: (before) => before,
  });
}
