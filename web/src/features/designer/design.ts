import type { RampPlan, StagePlan } from '@hormesis/contract/ramp.ts';
import type { Scenario, ScenarioFault } from '@hormesis/contract/scenario.ts';

/** A number that somebody is just typing: null while it is none. The server says what is wrong with it. */
type Typed = number | null;
export type StageDraft = Omit<StagePlan, 'trafficPpm' | 'holdMs' | 'minExposedUnits'> & {
  trafficPpm: Typed;
  holdMs: Typed;
  minExposedUnits: Typed;
};
export type GuardrailsDraft = Omit<Scenario['guardrails'], 'alphaPpm' | 'budgetUnits'> & {
  alphaPpm: Typed;
  budgetUnits: Typed;
};

export type Audience = 'testers-first' | 'live' | 'testers';
/** `at` is what an input of date and time holds: local, without a zone. */
export type When = { kind: 'now' } | { kind: 'at'; at: string } | { kind: 'repeat'; cron: string; zone: string };

/** Everything somebody has chosen so far. It may be incomplete, but never holds what cannot be written as a scenario. */
export type Design = {
  path: string;
  faults: readonly ScenarioFault[];
  /** Kills, which are written as YAML; absent: none. */
  terminations?: Scenario['terminations'];
  /** What a recipe says beside, which is written as YAML; absent: nothing. */
  recipe?: Pick<Scenario, 'family' | 'prerequisites' | 'expected' | 'load'>;
  /** Empty: the proposed words. */
  title: string;
  hypothesis: string;
  name: string;
  owner: string;
  audience: Audience;
  /** Where the stages came from. Proposed ones are renewed when what fails changes, own ones never. */
  rampFrom: 'proposal' | 'path' | 'own';
  /** For which faults the stages were proposed. */
  proposedFor: string;
  /** How far the ramp goes, parts per million; null: as far as it was proposed. */
  upToPpm: number | null;
  stages: readonly StageDraft[];
  guardrails: GuardrailsDraft;
  when: When;
  /** What the control plane keeps of it: from there on somebody else's change is noticed. */
  saved: { name: string; version: number } | null;
};

/** As the contract's defaults say. */
const USUAL_GUARDRAILS: GuardrailsDraft = { alphaPpm: 10_000, budgetUnits: 50 };

export function emptyDesign(path = ''): Design {
  return {
    ...{ path, faults: [], title: '', hypothesis: '', name: '', owner: '', audience: 'testers-first' },
    ...{ rampFrom: 'proposal', proposedFor: '', upToPpm: null, stages: [] },
    ...{ guardrails: USUAL_GUARDRAILS, when: { kind: 'now' }, saved: null },
  };
}

/** What a proposal of stages is made for. */
export function proposalKey({ path, faults }: Pick<Design, 'path' | 'faults'>): string {
  return JSON.stringify([path, faults]);
}

/**
 * Stages up to a share: those below it, and one at it that is like the next larger one, or like the last where there is
 * none. Null: all of them.
 */
export function stagesUpTo(stages: readonly StageDraft[], upToPpm: number | null): StageDraft[] {
  if (upToPpm === null) return [...stages];
  const below = stages.filter(({ trafficPpm }) => trafficPpm !== null && trafficPpm < upToPpm);
  const model = stages.find(({ trafficPpm }) => trafficPpm !== null && trafficPpm >= upToPpm) ?? stages.at(-1);
  return model ? [...below, { ...model, trafficPpm: upToPpm }] : [];
}

/** Whether a fault means this call group, or every one of this role. */
export function isOn(fault: ScenarioFault, target: FaultTarget): boolean {
  return 'callGroup' in target
    ? 'callGroup' in fault && fault.callGroup === target.callGroup
    : 'everything' in fault && fault.everything === target.everything;
}
export type FaultTarget = { callGroup: string } | { everything: 'degradable' | 'essential' };

export function stagesOf(ramp: RampPlan | null | undefined): readonly StageDraft[] {
  return ramp?.stages ?? [];
}
