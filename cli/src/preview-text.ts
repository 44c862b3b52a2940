import type { Prediction, StageAdvice } from '@hormesis/contract/prediction.ts';
import type { Preview } from '@hormesis/contract/preview.ts';
import { printable } from './printable.ts';
import { percent } from './share.ts';
import { facts, table } from './table.ts';

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

/** What an experiment would touch, tell and cost, and what would refuse it. */
export function previewLines(preview: Preview): string[] {
  const { prediction, refusals } = preview;
  return [
    `${preview.scenario} on ${preview.path}: ${refusals.length === 0 ? 'could start now' : 'would be refused'}`,
    ...refusals.map(({ code, message }) => printable(`  ${code}: ${message}`)),
    ...(prediction
      ? ['', ...predictionLines(prediction), '', ...adviceTable(prediction), ...proposalLines(preview)]
      : []),
  ];
}

/** The blast radius as it is predicted. */
function predictionLines(prediction: Prediction): string[] {
  const { baseline } = prediction;
  const observed = `${prediction.requestsPerSecond.toFixed(1)} requests/s, observed for ${durationText(prediction.observedSeconds)}`;
  const usual = baseline.requests === 0 ? '' : `; ${share(baseline.failed / baseline.requests)} fail as a rule`;
  return facts([
    ['Live traffic', `${observed}${usual}`],
    ['Calls failed', prediction.callGroups.join(', ') || 'none was observed'],
    ['In services', prediction.services.join(', ') || '-'],
    ['Behind them', prediction.downstream.join(', ') || '-'],
    ...(prediction.regions.length > 0 ? [['Regions', prediction.regions.join(', ')] as const] : []),
    [
      'Verdict',
      prediction.verdictMinutes === null
        ? 'not within a month'
        : `after about ${durationText(prediction.verdictMinutes * 60)}`,
    ],
  ]);
}

function adviceTable({ stages, advice }: Prediction): string[] {
  return table(
    ['stage', 'traffic', 'injections/10 s', 'users', 'outage caught', 'doubling', '+25 %', 'hurt at worst'],
    advice.map((each) => [
      each.stage + 1,
      percent(each.trafficPpm),
      Math.round(stages[each.stage]?.injectionsPer10s ?? 0),
      each.exposedUnits,
      ...caught(each),
      each.usersHurt ?? '-',
    ]),
  );
}

function caught({ outageSeconds, doublingSeconds, quarterSeconds }: StageAdvice): string[] {
  return [outageSeconds, doublingSeconds, quarterSeconds].map((seconds) =>
    seconds === null ? 'never' : durationText(seconds),
  );
}

function proposalLines({ proposedRamp }: Preview): string[] {
  if (!proposedRamp)
    return ['', 'Too little traffic to propose shares: an outage would not be caught within a minute.'];
  const shares = proposedRamp.stages.map(({ trafficPpm }) => Number((trafficPpm / 10_000).toFixed(4))).join(',');
  return ['', `Shares that fit this traffic: --ramp ${shares}`];
}

function share(value: number): string {
  return `${Number((100 * value).toPrecision(2))} %`;
}

/** In the two largest units that matter, as the designer in the page tells it: `8 s`, `1 min 50 s`, `3 h 2 min`, `2 d 4 h`. */
function durationText(seconds: number): string {
  const whole = Math.floor(seconds);
  if (whole < MINUTE_S) return `${whole} s`;
  if (whole < HOUR_S) return two(whole, MINUTE_S, 'min', 1, 's');
  return whole < DAY_S ? two(whole, HOUR_S, 'h', MINUTE_S, 'min') : two(whole, DAY_S, 'd', HOUR_S, 'h');
}

function two(seconds: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((seconds % large) / small);
  return `${Math.floor(seconds / large)} ${largeName}${rest === 0 ? '' : ` ${rest} ${smallName}`}`;
}
