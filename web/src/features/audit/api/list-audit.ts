import type { AuditEntry } from '@hormesis/contract/audit.ts';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/request.ts';

export function useAudit() {
  return useQuery({
    queryKey: ['audit'],
    queryFn: ({ signal }) => get<{ items: AuditEntry[] }>('/audit', signal).then((answer) => answer.items),
  });
}
