import { Skeleton } from '@mantine/core';
import classes from './loading.module.css';
import { Panel } from './panel.tsx';

/** Grey shapes in place of panels that are being read. */
export function Loading({ panels = 2, label }: { panels?: number; label: string }) {
  return (
    <div className="stack" role="status" aria-label={label}>
      {Array.from({ length: panels }, (_, index) => `panel-${index}`).map((key) => (
        <Panel key={key}>
          <Skeleton height={12} width={160} mb={18} />
          <Skeleton height={14} mb={12} />
          <Skeleton height={14} width="70%" />
        </Panel>
      ))}
      <p className={`small muted ${classes.late}`} aria-hidden>
        {label} …
      </p>
    </div>
  );
}
