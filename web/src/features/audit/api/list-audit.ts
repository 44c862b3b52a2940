import type { AuditEntry } from '@hormesis/contract/audit.ts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { get } from '../../../lib/request.ts';

const AUDIT_PAGE = 100;

/** Who did what, newest first; older entries page by page. `moment` changes when something may have been done. */
export function useAudit(find: string, moment: string) {
  return useInfiniteQuery({
    queryKey: ['audit', find, moment],
    gcTime: 5_000,
    initialPageParam: null as number | null,
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ limit: String(AUDIT_PAGE), ...(find ? { find } : {}) });
      if (pageParam !== null) query.set('before', String(pageParam));
      return get<{ items: AuditEntry[] }>(`/audit?${query}`, signal).then((answer) => answer.items);
    },
    getNextPageParam: (last) => (last.length < AUDIT_PAGE ? null : (last.at(-1)?.id ?? null)),
    placeholderData: (before) => before,
  });
}
