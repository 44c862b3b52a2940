import type { Topology } from '@hormesis/contract/topology.ts';
import { KeyedStore } from '../../lib/keyed-store.ts';
import { type Figure, figuresOf, sameFigure } from './graph/figures.ts';
import { drawnAlike, graphOf, type MapGraph } from './graph/map-graph.ts';
import { type Mark, sameMark } from './graph/marks.ts';
import { type Move, movesOf, sameMoves } from './graph/moves.ts';

/**
 * What the map shows, apart from React: each snapshot renews the figures, and only those that changed are drawn again.
 * The graph is a new object only when something came, went or moved.
 */
export class LiveMap {
  readonly figures = new KeyedStore<Figure>(sameFigure);
  readonly marks = new KeyedStore<Mark>(sameMark);
  /** Where the calls of a call group go. */
  readonly moves = new KeyedStore<readonly Move[]>(sameMoves);
  #graph: MapGraph | null = null;
  #topology: Topology | null = null;
  #entries: ReadonlyMap<string, readonly string[]> = new Map();

  /** Takes a snapshot; returns the graph, the same object as before when nothing but figures changed. */
  take(topology: Topology): MapGraph {
    const alike = this.#topology !== null && drawnAlike(this.#topology, topology);
    const graph = alike && this.#graph ? this.#graph : graphOf(topology);
    this.#topology = topology;
    this.#graph = graph;
    this.#renew();
    this.moves.replace(movesOf(topology));
    return graph;
  }

  /** Which paths begin at which services: their requests are calls to them. */
  enter(entries: ReadonlyMap<string, readonly string[]>): void {
    this.#entries = entries;
    this.#renew();
  }

  #renew(): void {
    if (!this.#graph || !this.#topology) return;
    this.figures.replace(figuresOf(this.#graph, this.#topology, (service) => this.#entries.get(service) ?? []));
  }
}
