import type { ReactNode } from 'react';
import type { Health } from './graph/figures.ts';
import classes from './health-shape.module.css';

const shapes = {
  idle: <circle cx={6} cy={6} r={4.5} fill="none" stroke="currentColor" strokeWidth={1.5} strokeDasharray="2 2" />,
  well: <circle cx={6} cy={6} r={4.5} fill="currentColor" />,
  some: <path d="M6 .8 11.6 10.8H.4Z" fill="currentColor" />,
  many: <path d="M.9.9h10.2v10.2H.9Z" fill="currentColor" />,
} satisfies Record<Health, ReactNode>;

/** Health by its shape as well as its colour: a disc is well, a triangle fails sometimes, a square fails often. */
export function HealthShape({ health }: { health: Health }) {
  return (
    <svg width={11} height={11} viewBox="0 0 12 12" className={classes.shape} data-health={health} aria-hidden>
      {shapes[health]}
    </svg>
  );
}
