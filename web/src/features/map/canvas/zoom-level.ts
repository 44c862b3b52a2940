/**
 * How much can be read. `near`: everything. `middle`: names and figures, larger than they are drawn near. `far`: names alone.
 * `overview`: not even all names have room, so only those of what matters now stand there.
 */
export type ZoomLevel = 'near' | 'middle' | 'far' | 'overview';

/** Text keeps its size on the screen within these steps: a new one for each turn of the wheel would style every node anew. */
const STEP = 1.12;

/** The zoom in steps. */
export function steppedZoom(zoom: number): number {
  return STEP ** Math.round(Math.log(zoom) / Math.log(STEP));
}

export function levelAt(zoom: number): ZoomLevel {
  if (zoom >= 0.75) return 'near';
  if (zoom >= 0.47) return 'middle';
  return zoom >= 0.18 ? 'far' : 'overview';
}
