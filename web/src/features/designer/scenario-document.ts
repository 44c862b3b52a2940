import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { Scenario } from '@hormesis/contract/scenario.ts';
import type { Design } from './design.ts';
import { proposedHypothesis, proposedName, proposedTitle } from './proposed-words.ts';

/** What is not in the design but needed for its words. */
export type Surroundings = { path: CriticalPath | undefined; takenNames: readonly string[] };

/** A scenario as somebody is writing it: the server says which of its numbers are none. */
export type WrittenScenario = Omit<Scenario, 'ramp' | 'guardrails'> & {
  ramp?: { stages: Design['stages'] };
  guardrails: Design['guardrails'];
};

/** The design as the scenario that would be saved; null while there is nothing to fail. */
export function toDocument(design: Design, around: Surroundings): WrittenScenario | null {
  const { terminations = [] } = design;
  if (design.path === '' || (design.faults.length === 0 && terminations.length === 0)) return null;
  const title = titleOf(design, around);
  const owner = design.owner.trim();
  return {
    kind: 'Scenario',
    name: nameOf(design, around),
    path: design.path,
    title,
    hypothesis: design.hypothesis.trim() || proposedHypothesis(design, around.path),
    ...(owner !== '' && { owner }),
    ...design.recipe,
    faults: [...design.faults],
    ...(terminations.length > 0 && { terminations }),
    ...(design.stages.length > 0 && { ramp: { stages: design.stages } }),
    guardrails: design.guardrails,
  };
}

export function titleOf(design: Design, { path }: Surroundings): string {
  return design.title.trim() || proposedTitle(design, path);
}

export function nameOf(design: Design, around: Surroundings): string {
  if (design.name.trim() !== '') return design.name.trim();
  if (design.saved) return design.saved.name;
  return proposedName(titleOf(design, around), around.takenNames);
}

/** The design with everything a scenario says. For whom and when is not said there and stays. */
export function withDocument(design: Design, document: Scenario): Design {
  const { path, faults = [], terminations, title, hypothesis, name, owner = '', ramp, guardrails } = document;
  const { family, prerequisites, expected, load } = document;
  const recipe = {
    ...(family && { family }),
    ...(prerequisites && { prerequisites }),
    ...(expected && { expected }),
    ...(load && { load }),
  };
  return {
    ...design,
    ...{ path, faults, terminations, title, hypothesis, name, owner, recipe },
    ...{ stages: ramp?.stages ?? [], rampFrom: ramp ? 'own' : 'proposal', upToPpm: null, proposedFor: '' },
    guardrails: { ...guardrails, alphaPpm: guardrails?.alphaPpm ?? 10_000, budgetUnits: guardrails?.budgetUnits ?? 50 },
  };
}

/** What a start or a preview asks for, beside the scenario. */
export function timeOf({ when }: Pick<Design, 'when'>): { startsAt?: string; repeat?: { cron: string; zone: string } } {
  if (when.kind === 'repeat') return { repeat: { cron: when.cron, zone: when.zone } };
  if (when.kind === 'now') return {};
  const at = new Date(when.at);
  return { startsAt: Number.isNaN(at.getTime()) ? when.at : at.toISOString() };
}
