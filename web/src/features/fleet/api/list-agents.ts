import type { AgentView } from '@hormesis/contract/topology.ts';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/request.ts';

export const AGENTS_PAGE = 100;
export type AgentLine = '' | 'connected' | 'away';
export type AgentsWanted = { find: string; line: AgentLine; page: number };

/**
 * One page of the agents the control plane remembers, read again with each change that the stream tells of
 * (`changedAtMs`): a rule that is gone must not stay on the page.
 */
export function useAgents({ find, line, page }: AgentsWanted, changedAtMs: number) {
  return useQuery({
    queryKey: ['agents', find, line, page, changedAtMs],
    gcTime: 5_000,
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({
        limit: String(AGENTS_PAGE),
        offset: String(page * AGENTS_PAGE),
        ...(find ? { find } : {}),
        ...(line ? { line } : {}),
      });
      return get<{ items: AgentView[]; total: number }>(`/agents?${query}`, signal);
    },
    placeholderData: (before) => before,
  });
}
