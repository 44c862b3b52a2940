import { useEffect, useReducer, useState } from 'react';
import { type Design, emptyDesign } from './design.ts';
import { type Change, changed } from './design-reducer.ts';
import type { Drafts, Text } from './drafts.ts';

type Kept = {
  design: Design;
  dispatch: (change: Change) => void;
  yaml: Text | null;
  setYaml: (yaml: Text | null) => void;
  keptAtMs: number | null;
  forget: () => void;
};

/**
 * The design of one tab. Every change is kept in this browser at once, so neither a reload nor a lost connection takes
 * anything away; `forget` when it has become an experiment.
 */
export function useDesign(drafts: Drafts, id: string, initial: Design, titleOf: (design: Design) => string): Kept {
  const [design, dispatch] = useReducer(changed, initial);
  const [yaml, setYaml] = useState(() => drafts.read(id)?.yaml ?? null);
  const [keptAtMs, setKeptAtMs] = useState<number | null>(null);
  const [forgotten, setForgotten] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the title follows from the design
  useEffect(() => {
    // Nobody wants to go on with nothing.
    if (forgotten || (isUntouched(design) && !yaml)) return;
    const nowMs = Date.now();
    const kept = drafts.write({ id, design, title: titleOf(design), yaml, keptAtMs: nowMs });
    setKeptAtMs(kept ? nowMs : null);
  }, [design, yaml, drafts, id, forgotten]);
  const forget = () => {
    setForgotten(true);
    drafts.remove(id);
  };
  return { design, dispatch, yaml, setYaml, keptAtMs, forget };
}

function isUntouched(design: Design): boolean {
  return JSON.stringify(design) === JSON.stringify(emptyDesign(design.path));
}
