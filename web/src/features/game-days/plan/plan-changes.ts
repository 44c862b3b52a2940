import type { PlanDraft, StepDraft, WrittenStep } from './plan-draft.ts';

export type PlanChange =
  | { kind: 'words'; words: Partial<Omit<PlanDraft, 'steps'>> }
  | { kind: 'add'; step: StepDraft }
  | { kind: 'step'; key: string; step: WrittenStep }
  | { kind: 'move'; key: string; by: -1 | 1 }
  | { kind: 'remove'; key: string }
  /** Puts a step back where it was. */
  | { kind: 'put-back'; step: StepDraft; at: number }
  | { kind: 'document'; draft: PlanDraft };

/** The plan after a change. Pure. */
export function changedPlan(plan: PlanDraft, change: PlanChange): PlanDraft {
  switch (change.kind) {
    case 'words':
      return { ...plan, ...change.words };
    case 'add':
      return { ...plan, steps: [...plan.steps, change.step] };
    case 'step':
      return {
        ...plan,
        steps: plan.steps.map((each) => (each.key === change.key ? { ...each, step: change.step } : each)),
      };
    case 'move':
      return { ...plan, steps: moved(plan.steps, change.key, change.by) };
    case 'remove':
      return { ...plan, steps: plan.steps.filter(({ key }) => key !== change.key) };
    case 'put-back':
      return { ...plan, steps: plan.steps.toSpliced(change.at, 0, change.step) };
    case 'document':
      return change.draft;
  }
}

function moved(steps: readonly StepDraft[], key: string, by: -1 | 1): readonly StepDraft[] {
  const from = steps.findIndex((each) => each.key === key);
  const to = from + by;
  const step = steps[from];
  if (!step || to < 0 || to >= steps.length) return steps;
  return steps.toSpliced(from, 1).toSpliced(to, 0, step);
}
