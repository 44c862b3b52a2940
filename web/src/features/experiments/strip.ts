import type { Now } from '@hormesis/contract/status.ts';
import type { BarPart } from '../../components/segmented-bar.tsx';
import { formatShare } from '../../lib/format-share.ts';

const WHOLE_PPM = 1_000_000;
type Segment = Now['paths'][number]['strip'][number];

/** Treatment and control of a path's ring as parts of a bar, to scale; what is free stays the track. */
export function stripParts(segments: readonly Segment[]): BarPart[] {
  return segments.flatMap(({ kind, fromPpm, toPpm, experiment }) => {
    if (kind === 'free' || toPpm <= fromPpm) return [];
    const hint = `${kind} ${formatShare(toPpm - fromPpm)}${experiment ? ` of ${experiment}` : ''}`;
    return [{ key: `${kind}-${fromPpm}`, from: fromPpm / WHOLE_PPM, to: toPpm / WHOLE_PPM, tone: kind, hint }];
  });
}

/** The share that is in no arm, parts per million. */
export function freePpm(treatmentPpm: number, controlPpm: number): number {
  return Math.max(0, WHOLE_PPM - treatmentPpm - controlPpm);
}
