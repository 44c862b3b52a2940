import { useEffect, useReducer, useState } from 'react';
import type { KeptDrafts } from '../../../lib/kept-drafts.ts';
import { changedPlan } from './plan-changes.ts';
import type { PlanDraft } from './plan-draft.ts';
import type { KeptPlan, PlanText } from './plan-drafts.ts';

/**
 * The plan of one tab. Every change is kept in this browser at once, so neither a reload nor a lost connection takes
 * anything away; `forget` when it has become a game day.
 */
export function usePlan(drafts: KeptDrafts<KeptPlan>, id: string, initial: PlanDraft) {
  const [first] = useState(initial);
  const [plan, dispatch] = useReducer(changedPlan, first);
  const [yaml, setYaml] = useState<PlanText | null>(() => drafts.read(id)?.yaml ?? null);
  const [keptAtMs, setKeptAtMs] = useState<number | null>(null);
  const [forgotten, setForgotten] = useState(false);
  useEffect(() => {
    // Nobody wants to go on with nothing.
    if (forgotten || (plan === first && !yaml)) return;
    const nowMs = Date.now();
    setKeptAtMs(drafts.write({ id, plan, yaml, keptAtMs: nowMs }) ? nowMs : null);
  }, [plan, yaml, drafts, id, forgotten, first]);
  const forget = () => {
    setForgotten(true);
    drafts.remove(id);
  };
  return { plan, dispatch, yaml, setYaml, keptAtMs, forget };
}
