import type { Identity } from '@hormesis/contract/access.ts';
import type { Now } from '@hormesis/contract/status.ts';
import { useOutletContext } from 'react-router';
import type { Live } from '../lib/use-live-topic.ts';

/** What the frame knows and every page inside it may use. */
export type ShellContext = {
  identity: Identity;
  mayOperate: boolean;
  /** The hold switch is set: nothing starts, and nothing is resumed. */
  held: boolean;
  now: Live<Now>;
  onSignedOut: () => void;
};

export function useShell(): ShellContext {
  return useOutletContext<ShellContext>();
}
