import classes from './segmented-bar.module.css';
import type { Tone } from './tag.tsx';

export type BarPart = { key: string; from: number; to: number; tone: Tone; hint?: string };

/** A bar from 0 to 1 with its parts drawn to scale; what no part covers is the track. */
export function SegmentedBar({
  parts,
  label,
  height = 14,
}: {
  parts: readonly BarPart[];
  label: string;
  height?: number;
}) {
  return (
    <div className={classes.bar} role="img" aria-label={label} style={{ height, borderRadius: height / 2 }}>
      {parts.map((part) => (
        <i
          key={part.key}
          data-tone={part.tone}
          title={part.hint}
          style={{ left: `${part.from * 100}%`, width: `${(part.to - part.from) * 100}%` }}
        />
      ))}
    </div>
  );
}
