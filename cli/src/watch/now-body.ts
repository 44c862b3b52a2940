import type { ExperimentSummary } from '@hormesis/contract/experiment.ts';
import type { Now } from '@hormesis/contract/status.ts';
import { localTime, stateText } from '../experiment-text.ts';
import { percent } from '../share.ts';
import { trafficMarks, trafficStrip } from './bar.ts';
import { evidenceGauge, evidenceText } from './evidence-line.ts';
import { count } from './figures.ts';
import { type Line, padTo, type Span } from './line.ts';

const verdictStyles = { passed: 'good', failed: 'bad', inconclusive: 'warn' } as const;
const NAME_COLUMNS = 22;
const SHARES_COLUMNS = 28;

/** What is being hurt right now, by whom, how far, in at most `rows` lines. `chosen` is the id of the marked experiment. */
export function nowBody(now: Now, chosen: string | null, columns: number, rows: number): Line[] {
  const running = runningLines(now.running, chosen, columns);
  const paths = pathLines(now.paths, columns).slice(0, Math.max(2, rows - running.length - 2));
  const above = [...paths, [], ...running];
  const room = rows - above.length - 2;
  if (room < 1 || now.recent.length === 0) return above.slice(0, rows);
  return [...above, [], [['dim', 'Recent']], ...now.recent.slice(0, room).map(recentLine)];
}

function pathLines(paths: Now['paths'], columns: number): Line[] {
  const legend = `${trafficMarks.treatment} treatment  ${trafficMarks.control} control  ${trafficMarks.free} free`;
  const head: Line = [
    ['dim', `${padTo('Critical paths', NAME_COLUMNS)}${' '.repeat(10)}`],
    ['dim', legend],
  ];
  if (paths.length === 0) return [head, ['No critical path yet. Apply one: hormesis scenarios apply -f path.yaml']];
  const stripColumns = Math.max(10, columns - NAME_COLUMNS - 10 - SHARES_COLUMNS - 2);
  return [
    head,
    ...paths.map(
      (path): Line => [
        `${padTo(path.name, NAME_COLUMNS)}${`${path.requestsPerSecond.toFixed(1)}/s`.padStart(8)}  `,
        ...trafficStrip(path.strip, stripColumns),
        '  ',
        ...shareSpans(path),
      ],
    ),
  ];
}

function shareSpans({ treatmentPpm, controlPpm }: Now['paths'][number]): Span[] {
  if (treatmentPpm === 0 && controlPpm === 0) return [['dim', 'all free']];
  return [['treatment', percent(treatmentPpm)], ' + ', ['control', `${percent(controlPpm)} control`]];
}

function runningLines(running: readonly ExperimentSummary[], chosen: string | null, columns: number): Line[] {
  if (running.length === 0) return [[['dim', 'Running']], ['  Nothing. See what can be run: hormesis scenarios']];
  const gaugeColumns = Math.max(8, Math.min(40, columns - 72));
  return [
    [['dim', 'Running']],
    ...running.flatMap((each): Line[] => [
      [
        each.id === chosen ? ['bold', '▸ '] : '  ',
        ['bold', padTo(each.scenario, NAME_COLUMNS)],
        ['treatment', padTo(each.population === 'tester' ? 'testers' : percent(each.trafficPpm), 8)],
        padTo(stageText(each), 17),
        ...evidenceGauge(each, gaugeColumns),
        `  ${evidenceText(each)}`,
      ],
      [
        [
          'dim',
          `    ${each.id} · ${each.path} · ${each.sampledOneIn ? 'about ' : ''}${count(each.exposedUnits.treatment)}+${count(each.exposedUnits.control)} users · ${count(each.injections)} injections`,
        ],
      ],
    ]),
  ];
}

function stageText({ state, stageCount }: ExperimentSummary): string {
  return 'stage' in state
    ? `${state.name === 'paused' ? 'paused, ' : ''}stage ${state.stage + 1}/${stageCount}`
    : state.name;
}

function recentLine({ id, scenario, verdict, state, endedAt }: ExperimentSummary): Line {
  return [
    `  ${padTo(scenario, NAME_COLUMNS)}`,
    verdict === null ? padTo('-', 13) : [verdictStyles[verdict], padTo(verdict, 13)],
    ['dim', `${endedAt === null ? '' : `${localTime(endedAt)}  `}${id}  ${stateText(state)}`],
  ];
}
