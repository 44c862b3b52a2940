import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { formatShare } from '../../lib/format-share.ts';
import type { ArmSeries, StageMark } from './arm-series.ts';
import classes from './arms-chart.module.css';

const HEIGHT = 248;
/** The scale never shows less than this, percent: noise of a quiet run must not look like a mountain. */
const MIN_TOP_PERCENT = 1;

/** Failing users of both arms over time; the area between the lines is the difference. */
export function ArmsChart({ series, marks, label }: { series: ArmSeries; marks: readonly StageMark[]; label: string }) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const marksNow = useRef(marks);
  marksNow.current = marks;
  const seriesNow = useRef(series);
  seriesNow.current = series;
  const scheme = useComputedColorScheme('dark', { getInitialValueInEffect: false });

  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew when the colours change; the data follows below
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const plot = new uPlot(options(element, marksNow), seriesNow.current, element);
    chart.current = plot;
    const resize = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      plot.destroy();
      chart.current = null;
    };
  }, [scheme]);

  useEffect(() => chart.current?.setData(series), [series]);

  return <div ref={host} className={classes.chart} role="img" aria-label={label} />;
}

function options(element: HTMLElement, marks: { current: readonly StageMark[] }): uPlot.Options {
  const styles = getComputedStyle(element);
  const colour = (name: string) => styles.getPropertyValue(`--${name}`).trim();
  const font = '11px "Inter Variable", system-ui, sans-serif';
  const axis = { stroke: colour('muted'), font, ticks: { show: false }, grid: { stroke: colour('line'), width: 1 } };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, points: { size: 6 } },
    scales: { y: { range: (_, __, top) => [0, Math.max(MIN_TOP_PERCENT, (top ?? 0) * 1.15)] } },
    axes: [
      { ...axis, grid: { show: false }, space: 90, values: (_, seconds) => seconds.map(timeOfDay) },
      { ...axis, size: 52, values: (_, percents) => percents.map((percent) => `${percent} %`) },
    ],
    series: [
      {},
      { label: 'treatment', stroke: colour('treatment'), width: 2, points: { show: false } },
      { label: 'control', stroke: colour('control'), width: 2, dash: [6, 3], points: { show: false } },
    ],
    bands: [
      { series: [1, 2], fill: `color-mix(in srgb, ${colour('treatment')} 16%, transparent)` },
      { series: [2, 1], fill: `color-mix(in srgb, ${colour('control')} 14%, transparent)` },
    ],
    hooks: { draw: [(plot) => drawMarks(plot, marks.current, colour('muted'), font)] },
  };
}

/** A dashed line where each stage began, with its share. */
function drawMarks(plot: uPlot, marks: readonly StageMark[], colour: string, font: string): void {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  ctx.font = font.replace(/^\d+px/, `${11 * scale}px`);
  ctx.setLineDash([2 * scale, 4 * scale]);
  for (const { atSeconds, trafficPpm } of marks) {
    const x = Math.round(plot.valToPos(atSeconds, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.globalAlpha = 0.45;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.fillText(formatShare(trafficPpm), x + 4 * scale, bbox.top + 11 * scale);
  }
  ctx.restore();
}

function timeOfDay(seconds: number): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(
    seconds * 1_000,
  );
}
