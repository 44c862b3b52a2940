import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import type { Now } from '@hormesis/contract/status.ts';
import { holdLine } from '../hold-text.ts';
import { percent } from '../share.ts';
import { experimentBody } from './experiment-body.ts';
import { count, length } from './figures.ts';
import { apart, type Line, type Span } from './line.ts';
import { nowBody } from './now-body.ts';

/** What is looked at: everything, or one experiment (null until it was heard of). */
export type Look =
  | { readonly name: 'now'; readonly chosen: string | null }
  | { readonly name: 'experiment'; readonly id: string; readonly view: ExperimentView | null };

/** Everything a frame is drawn from. */
export interface Picture {
  readonly url: string;
  /** Milliseconds since 1970, this machine's clock. */
  readonly atMs: number;
  readonly now: Now | null;
  readonly look: Look;
  /** What is wrong with the line, and how old what is shown is; null while it is alive. */
  readonly lost: { readonly why: string; readonly ageMs: number } | null;
  /** What is asked, or what came of the last key. */
  readonly notice: Line | null;
}

/** The whole screen. The last two lines, what is asked and the keys, are never pushed out. */
export function frame(picture: Picture, columns: number, rows: number): Line[] {
  const head = [...headLines(picture, columns), [['dim', '─'.repeat(columns)] as const]];
  const foot = [picture.notice ?? [], keyLine(picture, columns)];
  const room = Math.max(0, rows - head.length - foot.length);
  const body = bodyLines(picture, columns, room).slice(0, room);
  const gap = Array.from({ length: room - body.length }, (): Line => []);
  return [...head, ...body, ...gap, ...foot];
}

function headLines({ url, atMs, now, lost }: Picture, columns: number): Line[] {
  const clock: Span = ['dim', timeOf(atMs)];
  const lines: Line[] = [
    apart(
      [
        ['bold', 'hormesis'],
        ['dim', `  ${url.replace(/^https?:\/\//, '')}`],
      ],
      [clock],
      columns,
    ),
  ];
  if (now) lines.push(statusLine(now));
  for (const { id, name, path, lead, stepTitle } of now?.gameDays ?? []) {
    const step = stepTitle === null ? '' : `: ${stepTitle}`;
    lines.push([['warn', `Game day ${name} (${id}) is on, led by ${lead}${step}. Nothing else runs on ${path}.`]]);
  }
  if (now?.status.hold.on) {
    lines.push([['warn', holdLine(now.status.hold)]]);
  }
  if (lost) lines.push(lostLine(lost, atMs));
  return lines;
}

function statusLine({ status: { traffic, experiments, agents } }: Now): Line {
  const share = `${percent(traffic.treatmentPpm)} of live traffic in treatment`;
  return [
    traffic.treatmentPpm > 0 ? ['treatment', share] : share,
    ` · ${count(experiments.running)} running · ${experiments.paused > 0 ? `${count(experiments.paused)} paused · ` : ''}`,
    [
      agents.connected === 0 ? 'warn' : 'plain',
      `${count(agents.connected)} ${agents.connected === 1 ? 'agent' : 'agents'} connected`,
    ],
  ];
}

function lostLine({ why, ageMs }: { why: string; ageMs: number }, atMs: number): Line {
  return [['inverse', lostText(why, timeOf(atMs - ageMs), ageMs)]];
}

/** Short enough to be whole in 80 columns. */
export function lostText(why: string, since: string, ageMs: number): string {
  return ` CONNECTION LOST: ${why}. Shown: ${since}, ${length(ageMs)} ago. Trying again. `;
}

function bodyLines({ now, look }: Picture, columns: number, rows: number): Line[] {
  if (look.name === 'experiment') {
    return look.view ? experimentBody(look.view, now, columns, rows) : [[`Waiting for experiment ${look.id} …`]];
  }
  return now ? nowBody(now, look.chosen, columns, rows) : [['Waiting for the first news …']];
}

function keyLine({ look, now }: Picture, columns: number): Line {
  const steering = look.name === 'experiment' || look.chosen !== null;
  const narrow = columns < 72;
  const pairs: (readonly [string, string])[] = [
    ...(steering
      ? ([
          ['p', 'pause'],
          ['r', 'resume'],
          ['m', 'promote'],
          ['h', narrow ? 'halt' : 'halt this'],
        ] as const)
      : []),
    ['H', 'halt all'],
    ...(look.name === 'now' && (now?.running.length ?? 0) > 0 ? ([['Enter', 'open']] as const) : []),
    ...(look.name === 'experiment' ? ([['Esc', 'all']] as const) : []),
    ['q', 'quit'],
  ];
  return pairs.flatMap(([key, what]): Span[] => [
    ['bold', key],
    ['dim', ` ${what}${narrow ? ' ' : '  '}`],
  ]);
}

function timeOf(atMs: number): string {
  return new Date(atMs).toLocaleTimeString('en-GB');
}
