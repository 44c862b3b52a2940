import type { AgentView } from '@hormesis/contract/topology.ts';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/request.ts';

/** All agents the control plane remembers. `moment` changes when one came or went. */
export function useAgents(moment: string) {
  return useQuery({
    queryKey: ['agents', moment],
    queryFn: ({ signal }) => get<{ items: AgentView[] }>('/agents', signal).then((answer) => answer.items),
    placeholderData: (before) => before,
  });
}
