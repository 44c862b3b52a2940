import type { CallGroupFlow } from '@hormesis/contract/experiment.ts';
import { count } from './figures.ts';
import { LABEL_COLUMNS, labelled } from './labelled.ts';
import { type Line, padTo } from './line.ts';

const FIGURES = 4;
const HEADS = ['called', '→ injected', '→ absorbed', '→ visible'];
/** In less than this, naming who absorbed would be no more than a beginning. */
const LEAST_COLUMNS = 16;

/** What became of the calls, one line per call group: called → injected → absorbed (by what) → visible. */
export function flowLines(all: readonly CallGroupFlow[], columns: number, rows: number): Line[] {
  // What faults were injected into comes first: it must not be what there is no room for.
  const flows = [...all].sort((a, b) => b.injected - a.injected);
  if (flows.length === 0) return [labelled('Calls', [['dim', 'none yet']])];
  const narrow = columns < 80;
  const figureColumns = narrow ? 9 : 11;
  const room = columns - LABEL_COLUMNS - FIGURES * figureColumns - 1;
  const nameColumns = Math.max(12, Math.min(room, Math.max(...flows.map(({ callGroup }) => callGroup.length))));
  const head = HEADS.map((word) => (narrow ? word.replace('→ ', '') : word).padStart(figureColumns));
  const roomForAbsorbers = columns - LABEL_COLUMNS - nameColumns - FIGURES * figureColumns;
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
  readonly figureColumns: number;
  readonly roomForAbsorbers: number;
}

function flowLine(flow: CallGroupFlow, { nameColumns, figureColumns, roomForAbsorbers }: Columns): Line {
  const absorbers = Object.entries(flow.absorbed).filter(([, times]) => times > 0);
  const absorbed = absorbers.reduce((sum, [, times]) => sum + times, 0);
  const figure = (value: number) => count(value).padStart(figureColumns);
  return labelled('', [
    `${padTo(flow.callGroup, nameColumns)}${figure(flow.calls)}`,
    ['treatment', figure(flow.injected)],
    ['good', figure(absorbed)],
    [flow.visible > 0 ? 'bad' : 'plain', figure(flow.visible)],
    ['dim', roomForAbsorbers < LEAST_COLUMNS ? '' : absorbersText(absorbers)],
  ]);
}

function absorbersText(absorbers: readonly (readonly [string, number])[]): string {
  if (absorbers.length === 0) return '';
  return `  by ${absorbers.map(([by, times]) => `${by} ${count(times)}`).join(', ')}`;
}
