import { type Health, healthWords } from '../graph/figures.ts';
import type { MapNode } from '../graph/map-graph.ts';
import type { Mark } from '../graph/marks.ts';

/** The one thing most worth knowing that there is room for beside the figures. */
export function lastWord(node: MapNode, mark: Mark | undefined): string {
  if (mark?.role) return mark.role;
  if (mark?.entry) return 'entry';
  if (node.kind === 'dependency') return node.protocol;
  return node.instances === 0 ? 'no agent' : '';
}

/**
 * What a screen reader says after a node's name: what is told by shape, colour or place. Not the rate, which would make a
 * new name ten times a second; it is in the panel and in the table.
 */
export function spoken(node: MapNode, health: Health, mark: Mark | undefined): string {
  const words = [
    node.kind === 'dependency' ? `${node.protocol} dependency without an agent` : '',
    healthWords[health],
    mark?.entry ? 'entry of the path' : '',
    mark?.role ? `${mark.role} on the path` : '',
    mark?.observed ? 'touched by the experiment' : '',
    mark?.predicted ? 'expected to be touched' : '',
  ].filter(Boolean);
  return `, ${words.join(', ')}`;
}
