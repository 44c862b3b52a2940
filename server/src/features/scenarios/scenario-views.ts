import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { Refusal } from '@hormesis/contract/errors.ts';
import type { Scenario, ScenarioView } from '@hormesis/contract/scenario.ts';
import type { Queryable } from '../../platform/database.ts';
import { type ResolvedFault, resolveFaults } from './resolve-faults.ts';
import { listPaths, listScenarios, type Stored } from './scenario-queries.ts';

/** Says which limits would refuse a scenario on live traffic right now. Supplied by the experiments. */
export type RefusalsNow = (
  candidates: readonly { scenario: Scenario; path: CriticalPath | null; faults: readonly ResolvedFault[] }[],
) => Promise<Refusal[][]>;

/** Scenarios as people see them. */
export class ScenarioViews {
  readonly #client: Queryable;
  readonly #refusalsNow: RefusalsNow;

  constructor(client: Queryable, refusalsNow: RefusalsNow) {
    this.#client = client;
    this.#refusalsNow = refusalsNow;
  }

  async all(): Promise<ScenarioView[]> {
    const [scenarios, paths] = await Promise.all([listScenarios(this.#client), listPaths(this.#client)]);
    const byName = new Map(paths.map((path) => [path.name, path.spec]));
    const candidates = scenarios.map(({ spec }) => {
      const path = byName.get(spec.path) ?? null;
      return { scenario: spec, path, faults: path ? resolveFaults(spec, path) : [] };
    });
    const refusals = await this.#refusalsNow(candidates);
    return scenarios.map((stored, index) => viewOf(stored, candidates[index]?.faults ?? [], refusals[index] ?? []));
  }
}

function viewOf(stored: Stored<Scenario>, faults: readonly ResolvedFault[], refusals: Refusal[]): ScenarioView {
  return {
    name: stored.name,
    version: stored.version,
    source: stored.source,
    file: stored.file,
    scenario: stored.spec,
    resolved: [...faults],
    refusals,
    testersOnly: refusals.some(({ code }) => code === 'call_group_essential'),
  };
}
