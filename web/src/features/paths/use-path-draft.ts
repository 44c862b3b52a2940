import type { CriticalPathView } from '@hormesis/contract/scenario.ts';
import { useState } from 'react';
import { useAction } from '../../lib/use-action.ts';
import { readPath } from './api/read-path.ts';
import { savePath } from './api/save-path.ts';
import { appliedAgain } from './path-changes.ts';
import { newPath, type PathDraft, sameValue } from './path-draft.ts';

/** The state somebody began to edit from. Version 0: there was none. */
export type Base = { path: PathDraft; version: number };

/**
 * One path as somebody edits it. `kept` is what the control plane has by now: when another person saved it, `theirs` is
 * that state, nothing is overwritten, and what was typed here stays until one of the two ways on is chosen.
 */
export function usePathDraft(kept: CriticalPathView | null, onSaved: (name: string) => void) {
  const [base, setBase] = useState<Base>(() => ({ path: kept?.path ?? newPath(), version: kept?.version ?? 0 }));
  const [mine, setMine] = useState<PathDraft>(base.path);
  // Read when a save was refused: the answer may be ahead of the stream.
  const [read, setRead] = useState<CriticalPathView | null>(null);
  const newest = [kept, read].reduce((last, each) => ((each?.version ?? 0) > (last?.version ?? 0) ? each : last), null);
  const isDirty = !sameValue(mine, base.path);
  const begin = (path: PathDraft, from: Base) => {
    setBase(from);
    setMine(path);
  };

  const save = useAction(savePath, ({ applied }, { path }) => {
    const version = applied[0]?.version ?? base.version;
    // What was typed while it was being saved stays a change.
    setBase({ path, version });
    onSaved(path.name);
  });
  const theirs = newest && newest.version > base.version && !save.isPending ? newest : null;
  // Nobody is asked about a change that touches nothing of theirs: who has typed nothing simply sees it.
  if (theirs && !isDirty) begin(theirs.path, { path: theirs.path, version: theirs.version });

  return {
    base,
    mine,
    isDirty,
    theirs: isDirty ? theirs : null,
    save,
    change: setMine,
    discard: () => setMine(base.path),
    takeTheirs() {
      if (theirs) begin(theirs.path, { path: theirs.path, version: theirs.version });
      save.reset();
    },
    applyAgain() {
      if (theirs) begin(appliedAgain(base.path, mine, theirs.path), { path: theirs.path, version: theirs.version });
      save.reset();
    },
    /** After a refusal: what is kept now. */
    lookAgain: (name: string) => void readPath(name).then(setRead, () => {}),
  };
}
