import type { AgentView } from '@hormesis/contract/topology.ts';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/request.ts';

/**
 * All agents the control plane remembers, read again with each change that the stream tells of (`changedAtMs`): a rule
 * that is gone must not stay on the page.
 */
export function useAgents(changedAtMs: number) {
  return useQuery({
    queryKey: ['agents', changedAtMs],
    gcTime: 5_000,
    queryFn: ({ signal }) => get<{ items: AgentView[] }>('/agents', signal).then((answer) => answer.items),
    placeholderData: (before) => before,
  });
}
