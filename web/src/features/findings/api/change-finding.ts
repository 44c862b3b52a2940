import type { FindingView } from '@hormesis/contract/finding.ts';
import { post } from '../../../lib/request.ts';

/** What somebody does with a finding. */
export type FindingAct =
  | { readonly name: 'fix'; readonly body: { readonly note: string } }
  | { readonly name: 'accept'; readonly body: { readonly reason: string; readonly until: string } }
  | { readonly name: 'reopen'; readonly body: { readonly reason: string } }
  | { readonly name: 'assign'; readonly body: { readonly owner: string } };

/** Does it; the answer is the finding as it stands then. */
export function changeFinding({ id, act }: { id: string; act: FindingAct }, key: string): Promise<FindingView> {
  return post(`/findings/${encodeURIComponent(id)}/${act.name}`, act.body, key);
}
