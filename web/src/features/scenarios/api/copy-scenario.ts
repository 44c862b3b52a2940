import type { ScenarioView } from '@hormesis/contract/scenario.ts';
import { post } from '../../../lib/request.ts';

/** Copies a scenario into the database under another name, where it can be changed. */
export function copyScenario({ from, name }: { from: string; name: string }, key: string): Promise<ScenarioView> {
  return post(`/scenarios/${encodeURIComponent(from)}/copy`, { name }, key);
}
