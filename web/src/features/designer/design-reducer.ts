import type { Fault } from '@hormesis/contract/fault.ts';
import type { RampPlan } from '@hormesis/contract/ramp.ts';
import type { Scenario } from '@hormesis/contract/scenario.ts';
import {
  type Design,
  emptyDesign,
  type FaultTarget,
  isOn,
  proposalKey,
  type StageDraft,
  stagesOf,
  stagesUpTo,
} from './design.ts';
import { withDocument } from './scenario-document.ts';

type Words = Pick<Design, 'title' | 'hypothesis' | 'name' | 'owner' | 'audience' | 'when'>;

export type Change =
  | { kind: 'path'; path: string }
  /** Fails it, or no longer. */
  | { kind: 'toggle'; target: FaultTarget; fault: Fault }
  | { kind: 'fault'; target: FaultTarget; fault: Fault }
  | { kind: 'words'; words: Partial<Words> }
  | { kind: 'stage'; index: number; stage: Partial<StageDraft> }
  | { kind: 'add-stage' }
  | { kind: 'remove-stage'; index: number }
  | { kind: 'ramp'; from: 'proposal' | 'path'; ramp: RampPlan | null }
  | { kind: 'up-to'; upToPpm: number; ramp: RampPlan | null }
  /** The server proposed stages for what fails now. */
  | { kind: 'proposed'; ramp: RampPlan }
  | { kind: 'guardrails'; guardrails: Partial<Design['guardrails']> }
  | { kind: 'document'; document: Scenario }
  | { kind: 'saved'; saved: Design['saved'] };

/** The design after a change. Pure. */
export function changed(design: Design, change: Change): Design {
  switch (change.kind) {
    case 'path':
      // Call groups belong to a path: those of another one are on no allowlist of this one.
      return { ...emptyDesign(change.path), audience: design.audience, guardrails: design.guardrails };
    case 'toggle':
      return toggled(design, change.target, change.fault);
    case 'fault':
      return {
        ...design,
        faults: design.faults.map((each) => (isOn(each, change.target) ? { ...each, fault: change.fault } : each)),
      };
    case 'words':
      return { ...design, ...change.words };
    case 'stage':
      return own(design, (stages) =>
        stages.map((each, index) => (index === change.index ? { ...each, ...change.stage } : each)),
      );
    case 'add-stage':
      return own(design, (stages) => [...stages, nextStage(stages.at(-1))]);
    case 'remove-stage':
      return own(design, (stages) => stages.filter((_, index) => index !== change.index));
    case 'ramp':
      return { ...design, rampFrom: change.from, upToPpm: null, stages: stagesOf(change.ramp) };
    case 'up-to':
      return {
        ...design,
        upToPpm: change.upToPpm,
        stages: stagesUpTo(change.ramp ? stagesOf(change.ramp) : design.stages, change.upToPpm),
      };
    case 'proposed':
      return proposed(design, change.ramp);
    case 'guardrails':
      return { ...design, guardrails: { ...design.guardrails, ...change.guardrails } };
    case 'document':
      return withDocument(design, change.document);
    case 'saved':
      return { ...design, saved: change.saved };
  }
}

function toggled(design: Design, target: FaultTarget, fault: Fault): Design {
  const without = design.faults.filter((each) => !isOn(each, target));
  const faults = without.length < design.faults.length ? without : [...design.faults, { ...target, fault }];
  return { ...design, faults };
}

function own(design: Design, change: (stages: readonly StageDraft[]) => StageDraft[]): Design {
  return { ...design, rampFrom: 'own', upToPpm: null, stages: change(design.stages) };
}

const FIRST_STAGE: StageDraft = { trafficPpm: 10_000, holdMs: 300_000, minExposedUnits: 10 };

/** Like the last one with about twice the share. */
function nextStage(last: StageDraft | undefined): StageDraft {
  if (!last) return FIRST_STAGE;
  return { ...last, trafficPpm: last.trafficPpm === null ? null : Math.min(1_000_000, 2 * last.trafficPpm) };
}

function proposed(design: Design, ramp: RampPlan): Design {
  const proposedFor = proposalKey(design);
  if (design.rampFrom !== 'proposal' || design.proposedFor === proposedFor) return design;
  return { ...design, proposedFor, stages: stagesUpTo(stagesOf(ramp), design.upToPpm) };
}
