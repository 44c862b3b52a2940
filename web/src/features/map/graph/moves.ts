import type { Topology } from '@hormesis/contract/topology.ts';

/** Calls of one call group from one place into another, as the panel shows them. */
export type Move = { from: string; to: string; rate: string; failing: string | null };

/** Where calls go, by call group, the most called first: while a zone is failed one sees them move. */
export function movesOf({ placeRates = [] }: Topology): Map<string, readonly Move[]> {
  const groups = Map.groupBy(placeRates, ({ callGroup }) => callGroup);
  return new Map(
    [...groups].map(([callGroup, rates]) => [
      callGroup,
      rates
        .toSorted((a, b) => b.callsPerSecond - a.callsPerSecond)
        .map(({ from, to, callsPerSecond, failuresPerSecond }) => ({
          from: placeWords(from),
          to: placeWords(to),
          rate: callsPerSecond.toFixed(1),
          failing: failuresPerSecond > 0 ? failuresPerSecond.toFixed(1) : null,
        })),
    ]),
  );
}

export function sameMoves(a: readonly Move[], b: readonly Move[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A zone is named alone: its region is part of its name nearly everywhere. */
function placeWords({ region, zone }: { region: string | null; zone: string | null }): string {
  return zone ?? region ?? 'somewhere';
}
