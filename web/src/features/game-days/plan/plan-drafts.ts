import { KeptDrafts } from '../../../lib/kept-drafts.ts';
import { emptyPlan, type PlanDraft } from './plan-draft.ts';

/** A plan as text, and whether somebody wrote in it what could not be read yet. */
export type PlanText = { text: string; unread: boolean };
/** What is kept of an unfinished plan in this browser. */
export type KeptPlan = { id: string; plan: PlanDraft; yaml: PlanText | null; keptAtMs: number };

/** Changes when older drafts cannot be read any more. */
const PREFIX = 'hormesis.game-day.1.';

/** The unfinished plans of one person in this browser. */
export function planDrafts(person: string): KeptDrafts<KeptPlan> {
  const restore = (kept: unknown, id: string) =>
    isKept(kept) ? { ...kept, id, plan: { ...emptyPlan(person), ...kept.plan } } : null;
  return new KeptDrafts<KeptPlan>({ prefix: PREFIX, person, restore });
}

function isKept(value: unknown): value is Omit<KeptPlan, 'id'> {
  if (typeof value !== 'object' || value === null || !('plan' in value) || !('keptAtMs' in value)) return false;
  const { plan } = value;
  return typeof plan === 'object' && plan !== null && 'steps' in plan && Array.isArray(plan.steps);
}
