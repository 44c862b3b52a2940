import type { HaltReport } from '@hormesis/contract/halt.ts';
import { useCallback, useState } from 'react';
import { AS_HALTS, useAction } from '../../lib/use-action.ts';
import { haltAll } from './api/halt-all.ts';

/** Halt all with its last report, which stays on the page until it is put away. */
export function useHaltAll() {
  const [report, setReport] = useState<HaltReport | null>(null);
  const action = useAction(haltAll, setReport, AS_HALTS);
  const dismiss = useCallback(() => {
    setReport(null);
    action.reset();
  }, [action.reset]);
  return { ...action, report, dismiss };
}
export type HaltAll = ReturnType<typeof useHaltAll>;
