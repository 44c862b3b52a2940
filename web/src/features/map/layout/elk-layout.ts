import ELK, { type ELK as Elk } from 'elkjs/lib/elk-api.js';
import workerUrl from 'elkjs/lib/elk-worker.min.js?url';
import type { MapGraph } from '../graph/map-graph.ts';
import { NODE_HEIGHT, NODE_WIDTH, type Place } from './place-newcomers.ts';

// Callers left, what they call right; as few crossings as can be had in half a second for 800 edges.
const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.spacing.nodeNode': '26',
  'elk.spacing.componentComponent': '48',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.aspectRatio': '1.6',
};

/** Between columns. Many services make columns higher than the window is wide: there is room for names between them. */
const spacingOf = (nodes: number) => (nodes > 40 ? '150' : '78');

/** Computes places in a worker of its own, so that the page goes on answering meanwhile. */
export class ElkLayout {
  readonly #elk: Elk;
  readonly #broken: Promise<never>;

  constructor() {
    const worker = new Worker(workerUrl);
    this.#broken = new Promise((_resolve, reject) => {
      worker.onerror = (event) => reject(new Error(event.message || 'the worker that lays out the map did not start'));
    });
    this.#broken.catch(() => {});
    this.#elk = new ELK({ workerFactory: () => worker });
  }

  /** A place for each node. @throws Error when the worker can't be loaded or fails. */
  async placesOf({ nodes, edges }: MapGraph): Promise<Map<string, Place>> {
    const laying = this.#elk.layout({
      id: 'map',
      layoutOptions: { ...OPTIONS, 'elk.layered.spacing.nodeNodeBetweenLayers': spacingOf(nodes.size) },
      children: [...nodes.keys()].map((id) => ({ id, width: NODE_WIDTH, height: NODE_HEIGHT })),
      edges: [...edges.values()].map(({ id, source, target }) => ({ id, sources: [source], targets: [target] })),
    });
    const laidOut = await Promise.race([laying, this.#broken]);
    return new Map(
      (laidOut.children ?? []).map(({ id, x = 0, y = 0 }) => [id, { x: Math.round(x), y: Math.round(y) }]),
    );
  }

  stop(): void {
    this.#elk.terminateWorker();
  }
}
