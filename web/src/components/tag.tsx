import type { ReactNode } from 'react';
import classes from './tag.module.css';

export type Tone = 'neutral' | 'treatment' | 'control' | 'tester' | 'passed' | 'failed' | 'inconclusive';

/** A short word in a frame; the tone colours the icon and the word, the word alone must say it too. */
export function Tag({ tone = 'neutral', icon, children }: { tone?: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className={classes.tag} data-tone={tone}>
      {icon}
      {children}
    </span>
  );
}
