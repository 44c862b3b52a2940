import { type ExperimentState, experimentState } from '../harness/experiment-states.ts';
import type { Screen } from './screen.ts';

const page = 'experiment';
const RUNNING = 'erunning01';

export const experimentScreens: readonly Screen[] = [
  { page, state: 'running', at: `/experiments/${RUNNING}` },
  of('paused'),
  of('held'),
  of('halted-unknown'),
  of('silent'),
  of('cancelled', 'ecancel001'),
  { page, state: 'tester', at: '/experiments/etester001' },
  { page, state: 'scheduled', at: '/experiments/eplanned01' },
  { page, state: 'draft', at: '/experiments/eplanned02' },
  { page, state: 'failed', at: '/experiments/efailed001' },
  { page, state: 'passed', at: '/experiments/epassed001' },
  { page: 'report', state: 'running', at: `/experiments/${RUNNING}/report` },
  { page: 'report', state: 'failed', at: '/experiments/efailed001/report' },
  { page: 'report', state: 'passed', at: '/experiments/epassed001/report' },
];

function of(state: ExperimentState, id = RUNNING): Screen {
  const at = `/experiments/${id}`;
  return { page, state, at, plane: (plane, busy) => void experimentState(plane, busy, state) };
}
