import type { CallGroupFlow } from '@hormesis/contract/experiment.ts';
import type { BarPart } from '../../components/segmented-bar.tsx';
import type { Tone } from '../../components/tag.tsx';

export type FlowPiece = { key: string; words: string; count: number; tone: Tone };

/**
 * What became of the injected calls: absorbed, by whom; visible to the user; and the rest, whose outcome is not known
 * (yet). Counts of several agents arrive at different moments, so the pieces may briefly exceed the injections.
 */
export function flowPieces(flow: CallGroupFlow): FlowPiece[] {
  const absorbed = Object.entries(flow.absorbed).filter(([, count]) => count > 0);
  const pieces: FlowPiece[] = absorbed.map(([by, count]) => ({
    key: `by ${by}`,
    words: `absorbed by ${by}`,
    count,
    tone: by === 'retry' ? 'inconclusive' : 'passed',
  }));
  pieces.push({ key: 'visible', words: 'visible to users', count: flow.visible, tone: 'failed' });
  const known = pieces.reduce((total, { count }) => total + count, 0);
  if (flow.injected > known)
    pieces.push({ key: 'open', words: 'without a known outcome', count: flow.injected - known, tone: 'neutral' });
  return pieces;
}

/** The pieces as parts of a bar whose whole is the injected calls. */
export function flowBar(flow: CallGroupFlow): BarPart[] {
  const pieces = flowPieces(flow).filter(({ count }) => count > 0);
  const whole = Math.max(
    1,
    pieces.reduce((total, { count }) => total + count, 0),
  );
  let from = 0;
  return pieces.map(({ key, words, count, tone }) => {
    const part: BarPart = { key, from, to: from + count / whole, tone, hint: `${count} ${words}` };
    from = part.to;
    return part;
  });
}

/** What else the agents noticed on this call group. */
export function flowNotes({ opened, rejected, timedOut, skipped }: CallGroupFlow): string[] {
  return [
    opened > 0 ? `breaker opened ${opened} ×` : '',
    rejected > 0 ? `${rejected} rejected by an open breaker` : '',
    timedOut > 0 ? `${timedOut} timed out in the breaker` : '',
    skipped > 0 ? `${skipped} faults skipped` : '',
  ].filter((note) => note !== '');
}
