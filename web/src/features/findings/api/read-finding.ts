import type { FindingView } from '@hormesis/contract/finding.ts';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/request.ts';

/** One finding with its history; read again when `moment` changes. */
export function useFinding(id: string, moment = '') {
  return useQuery({
    queryKey: ['finding', id, moment],
    queryFn: ({ signal }) => get<FindingView>(`/findings/${encodeURIComponent(id)}`, signal),
    placeholderData: (before) => before,
  });
}
