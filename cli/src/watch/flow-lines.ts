import type { CallGroupFlow } from '@hormesis/contract/experiment.ts';
import { count } from './figures.ts';
import { LABEL_COLUMNS, labelled } from './labelled.ts';
import { type Line, padTo } from './line.ts';

const HEADS = ['called', '→ injected', '→ absorbed', '→ visible'];
/** Columns of each figure: what its head needs, and one that keeps it apart. */
const WIDE = [8, 11, 11, 10];
const NARROW = [8, 9, 9, 9];
/** In less than this, naming who absorbed would be no more than a beginning. */
const LEAST_COLUMNS = 16;

/** What became of the calls, one line per call group: called → injected → absorbed (by what) → visible. */
export function flowLines(all: readonly CallGroupFlow[], columns: number, rows: number): Line[] {
  // What faults were injected into comes first: it must not be what there is no room for.
  const flows = [...all].sort((a, b) => b.injected - a.injected);
  if (flows.length === 0) return [labelled('Calls', [['dim', 'none yet']])];
  const narrow = columns < 80;
  const figureColumns = narrow ? NARROW : WIDE;
  const room = columns - LABEL_COLUMNS - figureColumns.reduce((sum, each) => sum + each, 0);
  // The last column of a name stays empty.
  const nameColumns = Math.max(12, Math.min(room, Math.max(...flows.map(({ callGroup }) => callGroup.length + 1))));
  const head = HEADS.map((word, index) => (narrow ? word.replace('→ ', '') : word).padStart(figureColumns[index] ?? 0));
  const roomForAbsorbers = room - nameColumns;
  const shown = flows.length < rows ? flows : flows.slice(0, Math.max(1, rows - 2));
  const rest = flows.length - shown.length;
  return [
    labelled('Calls', [['dim', `${padTo('', nameColumns)}${head.join('')}`]]),
    ...shown.map((flow) => flowLine(flow, { nameColumns, figureColumns, roomForAbsorbers })),
    ...(rest > 0 ? [labelled('', [['dim', `and ${rest} more call groups`]])] : []),
  ].slice(0, Math.max(2, rows));
}

interface Columns {
  readonly nameColumns: number;
  readonly figureColumns: readonly number[];
  readonly roomForAbsorbers: number;
}

function flowLine(flow: CallGroupFlow, { nameColumns, figureColumns, roomForAbsorbers }: Columns): Line {
  const absorbers = Object.entries(flow.absorbed).filter(([, times]) => times > 0);
  const absorbed = absorbers.reduce((sum, [, times]) => sum + times, 0);
  const figure = (value: number, index: number) => count(value).padStart(figureColumns[index] ?? 0);
  return labelled('', [
    `${padTo(flow.callGroup, nameColumns)}${figure(flow.calls, 0)}`,
    ['treatment', figure(flow.injected, 1)],
    ['good', figure(absorbed, 2)],
    [flow.visible > 0 ? 'bad' : 'plain', figure(flow.visible, 3)],
    ['dim', roomForAbsorbers < LEAST_COLUMNS ? '' : absorbersText(absorbers)],
  ]);
}

function absorbersText(absorbers: readonly (readonly [string, number])[]): string {
  if (absorbers.length === 0) return '';
  return `  by ${absorbers.map(([by, times]) => `${by} ${count(times)}`).join(', ')}`;
}
