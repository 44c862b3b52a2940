import type { ExperimentSummary } from '@hormesis/contract/experiment.ts';
import { gauge } from './bar.ts';
import { evidence } from './figures.ts';
import type { Line } from './line.ts';

/** E at the left end, and where the halt line stands: beyond it there is room to see that it was crossed. */
const FLOOR_LOG_E = Math.log(0.01);
const HALT_LINE_AT = 0.88;

/** How near the evidence of harm is to the halt line, on a logarithmic scale. */
export function evidenceGauge({ logE, haltLogE }: Pick<ExperimentSummary, 'logE' | 'haltLogE'>, columns: number): Line {
  const part = ((logE - FLOOR_LOG_E) / (haltLogE - FLOOR_LOG_E)) * HALT_LINE_AT;
  return gauge(part, HALT_LINE_AT, columns, logE >= haltLogE ? 'bad' : 'warn');
}

/** The same in figures: `E 12, halts at 100`. */
export function evidenceText({ logE, haltLogE }: Pick<ExperimentSummary, 'logE' | 'haltLogE'>): string {
  return `E ${evidence(logE)}, halts at ${evidence(haltLogE)}`;
}
