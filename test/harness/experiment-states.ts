import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import type { Now } from '@hormesis/contract/status.ts';
import type { BusyPlane } from './page-states.ts';
import type { StubPlane } from './stub-plane.ts';

/** What may have become of the experiment that runs on a busy afternoon. */
export type ExperimentState = 'paused' | 'held' | 'halted-unknown' | 'silent' | 'cancelled';

const HOLD = 'failover of the database, until the replicas have caught up';
const SILENT_MS = 47_000;

/** The running experiment in another state, at its own address and on the page Now. */
export function experimentState(plane: StubPlane, busy: BusyPlane, state: ExperimentState): ExperimentView {
  const at = (secondsAgo: number) => new Date(Date.now() - 1_000 * secondsAgo).toISOString();
  const view: ExperimentView = { ...busy.running, ...CHANGES[state](busy, at) };
  plane.answer(`/experiments/${view.id}`, { body: view });
  plane.tell(`experiment:${view.id}`, view);
  const others = busy.now.running.filter(({ id }) => id !== view.id);
  const alive = view.endedAt === null;
  const told: Now = {
    ...busy.now,
    running: alive ? [view, ...others] : others,
    recent: alive ? busy.now.recent : [view, ...busy.now.recent],
    status: {
      ...busy.now.status,
      experiments: {
        running: others.length + (view.state.name === 'running' ? 1 : 0),
        paused: view.state.name === 'paused' ? 1 : 0,
      },
      traffic: { treatmentPpm: view.trafficPpm },
    },
    paths: view.trafficPpm > 0 ? busy.now.paths : busy.now.paths.map(freed),
  };
  if (state === 'held') {
    told.status = { ...told.status, hold: { on: true, by: 'bo', reason: HOLD, since: at(15) } };
  }
  plane.answer('/now', { body: told });
  plane.tell('now', told);
  return view;
}

function freed(path: Now['paths'][number]): Now['paths'][number] {
  return { ...path, treatmentPpm: 0, controlPpm: 0, strip: [] };
}

type Change = (busy: BusyPlane, at: (secondsAgo: number) => string) => Partial<ExperimentView>;

const CHANGES: Readonly<Record<ExperimentState, Change>> = {
  paused: ({ running }, at) => ({
    ...{ trafficPpm: 0, controlPpm: 0, gate: null, reason: 'Paused by bo: support sees more calls than usual.' },
    state: { name: 'paused', stage: 1, since: at(20), by: 'bo', reason: 'support sees more calls than usual' },
    timeline: [...running.timeline, event(7, at(20), 'paused', 'bo paused it: support sees more calls than usual.')],
  }),
  held: ({ running }, at) => ({
    ...{ trafficPpm: 0, controlPpm: 0, gate: null, reason: `Paused by bo: ${HOLD}` },
    state: { name: 'paused', stage: 1, since: at(15), by: 'bo', reason: HOLD },
    timeline: [
      ...running.timeline,
      event(7, at(15), 'paused', `bo set the hold switch, which paused this experiment: ${HOLD}`),
    ],
  }),
  'halted-unknown': ({ running }, at) => ({
    ...{ trafficPpm: 0, controlPpm: 0, gate: null, verdict: 'inconclusive', endedAt: at(15), stoppedAt: null },
    state: { name: 'halted', at: at(15), by: 'bo', reason: 'person', detail: 'calls to support' },
    reason: 'calls to support',
    halt: {
      ...{ halted: [running.id], ms: 2_000, recorded: true },
      agents: { connected: 42, confirmed: 39, unknown: ['api-7f9c0', 'playback-7f9c4', 'ratings-7f9c6'] },
    },
    timeline: [
      ...running.timeline,
      event(7, at(15), 'halted', 'Halted by bo: calls to support.'),
      event(
        8,
        at(13),
        'halt_confirmed',
        '39 of 42 agents confirmed within 2,000 ms. Unknown: api-7f9c0, playback-7f9c4.',
      ),
    ],
  }),
  silent: () => ({
    telemetryAgeMs: SILENT_MS,
    reason: 'Waits for reports: the last one of an agent is 47 s old.',
  }),
  cancelled: ({ now }, at) => ({
    ...now.planned[0],
    ...{ id: 'ecancel001', title: 'Everything degradable at once', endedAt: at(3_600), stoppedAt: null, repeat: null },
    reason: 'bo cancelled it: the release was moved to that day.',
    state: {
      ...{ name: 'cancelled', at: at(3_600), by: 'bo', reason: 'person' },
      detail: 'bo cancelled it: the release was moved to that day.',
    },
  }),
};

function event(id: number, at: string, kind: ExperimentView['timeline'][number]['kind'], text: string) {
  return { ...{ id, at, kind, text }, actor: 'bo', detail: {} };
}
