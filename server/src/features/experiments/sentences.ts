import type { RingRange } from '@hormesis/contract/agent-link.ts';

/** 25000 → "2.5 %". */
export function percent(ppm: number): string {
  return `${Number((ppm / 10_000).toFixed(4))} %`;
}

/** Total width of disjoint ranges, parts per million. */
export function widthPpm(ranges: readonly RingRange[]): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from, 0);
}

/** What a stage does to the arms, as a sentence of the timeline. */
export function stageText(
  stage: number,
  stages: number,
  trafficPpm: number,
  pool: readonly RingRange[],
  rhoPpm: number,
): string {
  const width = widthPpm(pool);
  const treatment = Math.round((width * rhoPpm) / 1_000_000);
  return `Stage ${stage + 1} of ${stages}: ${percent(trafficPpm)} of live traffic. ${percent(treatment)} in treatment, ${percent(width - treatment)} in control.`;
}
