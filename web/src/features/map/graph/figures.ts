import type { Topology } from '@hormesis/contract/topology.ts';
import { formatRate } from '../../../lib/format-number.ts';
import { formatMeasuredShare } from '../../../lib/format-share.ts';
import type { MapGraph } from './map-graph.ts';

/** `some`: at least 1 % of the calls fail; `many`: at least 10 %; `idle`: nothing was called within half a minute. */
export type Health = 'idle' | 'well' | 'some' | 'many';

/** What is shown of a node or an edge. As it is shown: a change that nobody could see changes nothing. */
export type Figure = {
  health: Health;
  /** `97`, calls a second. */
  rate: string;
  /** `2.1 %`, or `–` while nothing is called. */
  failing: string;
  /** How wide an edge is drawn, 0 to 4: grows with the logarithm of the rate. */
  weight: number;
};

const SOME = 0.01;
const MANY = 0.1;

/** Figures by the id of each node and edge, and by each call group. A service's are those of the calls to it. */
export function figuresOf(
  graph: MapGraph,
  topology: Pick<Topology, 'callGroups' | 'paths'>,
  entriesOf: (service: string) => readonly string[],
): Map<string, Figure> {
  const byCallGroup = new Map(topology.callGroups.map((each) => [each.callGroup, each]));
  const figures = new Map<string, Figure>();
  const incoming = new Map<string, { calls: number; failures: number }>();
  for (const { id, target, callGroups } of graph.edges.values()) {
    let [calls, failures] = [0, 0];
    for (const callGroup of callGroups) {
      const told = byCallGroup.get(callGroup);
      if (!told) continue;
      calls += told.callsPerSecond;
      failures += told.failuresPerSecond;
      if (callGroup !== id) figures.set(callGroup, figure(told.callsPerSecond, told.failuresPerSecond));
    }
    figures.set(id, figure(calls, failures));
    const sum = incoming.get(target) ?? { calls: 0, failures: 0 };
    incoming.set(target, { calls: sum.calls + calls, failures: sum.failures + failures });
  }
  const byPath = new Map(topology.paths.map((each) => [each.path, each]));
  for (const id of graph.nodes.keys()) {
    const { calls, failures } = incoming.get(id) ?? { calls: 0, failures: 0 };
    const entered = entriesOf(id).map((path) => byPath.get(path));
    figures.set(
      id,
      figure(
        calls + sum(entered.map((each) => each?.requestsPerSecond ?? 0)),
        failures + sum(entered.map((each) => each?.failuresPerSecond ?? 0)),
      ),
    );
  }
  return figures;
}

export function sameFigure(a: Figure, b: Figure): boolean {
  return a.health === b.health && a.rate === b.rate && a.failing === b.failing && a.weight === b.weight;
}

/** What the health is called beside its shape. */
export const healthWords = {
  idle: 'no calls',
  well: 'well',
  some: 'some calls fail',
  many: 'many calls fail',
} satisfies Record<Health, string>;

function figure(calls: number, failures: number): Figure {
  const share = calls > 0 ? failures / calls : 0;
  const health = calls === 0 ? 'idle' : share >= MANY ? 'many' : share >= SOME ? 'some' : 'well';
  return {
    health,
    rate: formatRate(calls),
    failing: formatMeasuredShare(failures, calls),
    weight: calls === 0 ? 0 : Math.max(1, Math.min(4, 1 + Math.round(Math.log10(calls)))),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
