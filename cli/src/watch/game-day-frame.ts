import type { GameDayDeed, GameDayRights } from '@hormesis/contract/game-day.ts';
import { dayStateText } from '../game-day-text.ts';
import { holdLine } from '../hold-text.ts';
import { percent } from '../share.ts';
import { length } from './figures.ts';
import { lostText } from './frame.ts';
import { type DayPicture, gameDayBody } from './game-day-body.ts';
import { apart, type Line, type Span } from './line.ts';

/** Everything a frame of a game day is drawn from. */
export interface GameDayPicture {
  readonly url: string;
  readonly id: string;
  readonly atMs: number;
  /** Null until the day was heard of. */
  readonly shown: DayPicture | null;
  /** What the person at the keys may do. */
  readonly rights: GameDayRights | null;
  readonly lost: { readonly why: string; readonly ageMs: number } | null;
  readonly notice: Line | null;
}

/** The whole screen of a game day. The last two lines, what is asked and the keys, are never pushed out. */
export function gameDayFrame(picture: GameDayPicture, columns: number, rows: number): Line[] {
  const head = [...headLines(picture, columns), [['dim', '─'.repeat(columns)] as const]];
  const foot = [picture.notice ?? [], keyLine(picture, columns)];
  const room = Math.max(0, rows - head.length - foot.length);
  const body = picture.shown
    ? gameDayBody(picture.shown, columns, room).slice(0, room)
    : [[`Waiting for game day ${picture.id} …`]];
  const gap = Array.from({ length: Math.max(0, room - body.length) }, (): Line => []);
  return [...head, ...body, ...gap, ...foot];
}

function headLines({ url, id, atMs, shown, lost }: GameDayPicture, columns: number): Line[] {
  const clock: Span = ['dim', new Date(atMs).toLocaleTimeString('en-GB')];
  const name: Line = [
    ['bold', shown?.day.name ?? 'game day'],
    ['dim', `  ${id}  ${url.replace(/^https?:\/\//, '')}`],
  ];
  const lines: Line[] = [apart(name, [clock], columns)];
  if (shown) lines.push(stateLine(shown, atMs));
  const hold = shown?.now?.status.hold;
  if (hold?.on) lines.push([['warn', holdLine(hold)]]);
  if (lost) {
    const since = new Date(atMs - lost.ageMs).toLocaleTimeString('en-GB');
    lines.push([['inverse', lostText(lost.why, since, lost.ageMs)]]);
  }
  return lines;
}

function stateLine({ day, now }: DayPicture, atMs: number): Line {
  const { state, plan } = day;
  const path = now?.paths.find(({ name }) => name === day.path);
  const share = path
    ? ` · ${percent(path.treatmentPpm)} of at most ${percent(plan.limits.maxTreatmentPpm)} in treatment`
    : '';
  const left = state.name === 'running' ? ` · ${length(Math.max(0, Date.parse(state.endsAt) - atMs))} left` : '';
  const ended = state.name === 'ended' && state.outcome === 'aborted';
  return [
    [ended ? 'bad' : 'bold', dayStateText(state, day.stepCount)],
    ` · lead ${day.lead}`,
    [(path?.treatmentPpm ?? 0) > 0 ? 'treatment' : 'plain', share],
    ['dim', left],
  ];
}

const keys: readonly (readonly [key: string, deed: GameDayDeed, what: string])[] = [
  ['n', 'next', 'next'],
  ['s', 'skip', 'skip'],
  ['d', 'done', 'done'],
  ['h', 'halt', 'halt'],
  ['a', 'abort', 'abort'],
  ['o', 'note', 'note'],
];

/** The keys that do something now, for this person. */
function keyLine({ shown, rights }: GameDayPicture, columns: number): Line {
  const alive = shown?.experiment?.state.name === 'running' || shown?.experiment?.state.name === 'paused';
  const day = shown?.day.state.name === 'planned' && rights?.start.may ? [['n', 'start'] as const] : [];
  const pairs = [
    ...day,
    ...keys
      .filter(([, deed]) => rights?.[deed].may && shown?.day.state.name !== 'planned')
      .map(([key, , what]) => [key, what] as const),
    ...(alive ? [['p', 'pause'] as const, ['P', 'promote'] as const] : []),
    ['H', 'halt all'] as const,
    ['q', 'quit'] as const,
  ];
  const space = columns < 90 ? ' ' : '  ';
  return pairs.flatMap(([key, what]): Span[] => [
    ['bold', key],
    ['dim', ` ${what}${space}`],
  ]);
}
