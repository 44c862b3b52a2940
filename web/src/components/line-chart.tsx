import { useElementSize } from '@mantine/hooks';
import { useState } from 'react';
import { formatTime } from '../lib/format-duration.ts';
import { niceTicks, timeTicks } from '../lib/nice-ticks.ts';
import classes from './line-chart.module.css';
import type { Tone } from './tag.tsx';

/** One line with its band; null where nothing is known. `dashed` tells lines apart without colour. */
export type ChartLine = {
  name: string;
  tone: Tone;
  dashed?: boolean;
  values: readonly (number | null)[];
  band?: readonly ({ low: number; high: number } | null)[];
};

export type LineChartProps = {
  atMs: readonly number[];
  lines: readonly ChartLine[];
  /** Dashed uprights with a word. */
  marks?: readonly { atMs: number; words: string }[];
  /** A level across the picture, between two moments. */
  levels?: readonly { fromMs: number; toMs: number; value: number; words: string }[];
  /** What the scale has to show; absent: every value of every line. Others may leave the picture. */
  show?: readonly number[];
  /** The scale shows at least this much, so that noise of a quiet run is no mountain. */
  atLeast: readonly [low: number, high: number];
  format: (value: number) => string;
  label: string;
  height?: number;
  /** Drawn this wide and scaled, for paper; otherwise as wide as there is room. */
  fixedWidth?: number;
};

const LEFT = 56;
const RIGHT = 10;
const TOP = 16;
const BOTTOM = 22;

/** Lines over time with their bands. Colours are the theme's, so it is right in dark, in light and on paper. */
export function LineChart(props: LineChartProps) {
  const { ref, width } = useElementSize();
  const [hovered, setHovered] = useState<number | null>(null);
  const { height = 248, fixedWidth, label, atMs } = props;
  const scale = scaleOf(props, fixedWidth ?? width, height);
  const index = hovered !== null && hovered < atMs.length ? hovered : null;
  return (
    <div
      ref={ref}
      className={classes.chart}
      style={fixedWidth ? undefined : { height }}
      onPointerMove={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        setHovered(nearest(atMs, scale.timeAt(event.clientX - box.left)));
      }}
      onPointerLeave={() => setHovered(null)}
    >
      {scale.width > LEFT + RIGHT && (
        <svg
          viewBox={`0 0 ${scale.width} ${height}`}
          width={fixedWidth ? '100%' : scale.width}
          height={fixedWidth ? undefined : height}
          role="img"
          aria-label={label}
        >
          <Picture {...props} scale={scale} height={height} hovered={index} />
        </svg>
      )}
      {index !== null && <Reading {...props} index={index} left={scale.x(atMs[index] ?? 0)} width={scale.width} />}
    </div>
  );
}

type Scale = ReturnType<typeof scaleOf>;

function scaleOf({ atMs, lines, levels = [], atLeast, show }: LineChartProps, width: number, height: number) {
  const [fromMs, toMs] = [atMs[0] ?? 0, atMs.at(-1) ?? 1];
  const values = show ?? lines.flatMap(({ values }) => values.filter((value) => value !== null));
  const all = [...values, ...levels.map(({ value }) => value)];
  const [low, high] = [Math.min(atLeast[0], ...all), Math.max(atLeast[1], ...all)];
  // Bands are cut where they leave the picture: early ones reach from nobody to everybody.
  const [bottom, top] = [low < 0 ? low * 1.15 : low, high * 1.15];
  const [across, down] = [Math.max(1, width - LEFT - RIGHT), height - TOP - BOTTOM];
  const clip = (value: number) => Math.min(top, Math.max(bottom, value));
  return {
    ...{ width, bottom, top, fromMs, toMs },
    x: (ms: number) => LEFT + (across * (ms - fromMs)) / Math.max(1, toMs - fromMs),
    y: (value: number) => TOP + down * (1 - (clip(value) - bottom) / (top - bottom)),
    timeAt: (x: number) => fromMs + ((x - LEFT) / across) * (toMs - fromMs),
  };
}

type PictureProps = LineChartProps & { scale: Scale; height: number; hovered: number | null };

function Picture({ atMs, lines, marks = [], levels = [], format, scale, height, hovered }: PictureProps) {
  const { x, y } = scale;
  const hoveredMs = hovered === null ? undefined : atMs[hovered];
  return (
    <>
      {niceTicks(scale.bottom, scale.top, height / 56).map((value) => (
        <g key={value} className={classes.grid}>
          <path d={`M${LEFT} ${y(value)}H${scale.width - RIGHT}`} data-zero={value === 0 || undefined} />
          <text x={LEFT - 8} y={y(value) + 4} textAnchor="end">
            {format(value)}
          </text>
        </g>
      ))}
      {timeTicks(scale.fromMs, scale.toMs, scale.width / 130).map((ms) => (
        <text key={ms} className={classes.time} x={inside(x(ms), scale.width)} y={height - 5} textAnchor="middle">
          {formatTime(new Date(ms).toISOString())}
        </text>
      ))}
      {lines.map(
        ({ name, tone, band }) =>
          band && <path key={name} className={classes.band} data-tone={tone} d={bandPath(atMs, band, scale)} />,
      )}
      {lines.map(({ name, tone, dashed, values }) => (
        <path
          key={name}
          className={classes.line}
          data-tone={tone}
          data-dashed={dashed || undefined}
          d={linePath(atMs, values, scale)}
        />
      ))}
      {levels.map(({ fromMs, toMs, value, words }) => (
        <g key={`${fromMs} ${value}`} className={classes.level}>
          <path d={`M${x(fromMs)} ${y(value)}H${x(toMs)}`} />
          <text x={Math.min(x(toMs), scale.width - RIGHT) - 4} y={y(value) - 4} textAnchor="end">
            {words}
          </text>
        </g>
      ))}
      {marks
        .filter(({ atMs: ms }) => ms >= scale.fromMs && ms <= scale.toMs)
        .map(({ atMs: ms, words }) => (
          <g key={`${ms} ${words}`} className={classes.mark}>
            <path d={`M${x(ms)} ${TOP - 6}V${height - BOTTOM}`} />
            <text x={x(ms) + 4} y={TOP - 3}>
              {words}
            </text>
          </g>
        ))}
      {hoveredMs !== undefined && <path className={classes.pointer} d={`M${x(hoveredMs)} ${TOP}V${height - BOTTOM}`} />}
    </>
  );
}

/** Half of a time of day, written out: at the ends it stays in the picture. */
const HALF_TIME = 24;

function inside(x: number, width: number): number {
  return Math.min(width - HALF_TIME, Math.max(HALF_TIME, x));
}

/** What the lines say at the moment under the pointer. */
function Reading({
  atMs,
  lines,
  format,
  index,
  left,
  width,
}: LineChartProps & { index: number; left: number; width: number }) {
  return (
    <div
      className={classes.reading}
      style={left > width / 2 ? { right: width - left + 10 } : { left: left + 10 }}
      aria-hidden
    >
      <span className="muted">{formatTime(new Date(atMs[index] ?? 0).toISOString())}</span>
      {lines.map(({ name, tone, values, band }) => {
        const [value, at] = [values[index], band?.[index]];
        return (
          <span key={name}>
            <b data-tone={tone}>{value === null || value === undefined ? '–' : format(value)}</b> {name}
            {at && (
              <span className="muted">
                {' '}
                ({format(at.low)} to {format(at.high)})
              </span>
            )}
          </span>
        );
      })}
    </div>
  );
}

/** Gaps stay gaps: what nobody knows is not drawn as a line between what is known. */
function linePath(atMs: readonly number[], values: readonly (number | null)[], { x, y }: Scale): string {
  let path = '';
  let pen = 'M';
  values.forEach((value, index) => {
    if (value !== null) path += `${pen}${x(atMs[index] ?? 0).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = value === null ? 'M' : 'L';
  });
  return path;
}

function bandPath(atMs: readonly number[], band: NonNullable<ChartLine['band']>, { x, y }: Scale): string {
  const known = band.flatMap((each, index) => (each ? [{ ...each, at: x(atMs[index] ?? 0) }] : []));
  if (known.length < 2) return '';
  const there = known.map(({ at, high }) => `${at.toFixed(1)} ${y(high).toFixed(1)}`);
  const back = known.map(({ at, low }) => `${at.toFixed(1)} ${y(low).toFixed(1)}`).reverse();
  return `M${[...there, ...back].join('L')}Z`;
}

function nearest(atMs: readonly number[], ms: number): number | null {
  if (atMs.length === 0) return null;
  return atMs.reduce((best, each, index) => (Math.abs(each - ms) < Math.abs((atMs[best] ?? 0) - ms) ? index : best), 0);
}
