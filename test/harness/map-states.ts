import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import type { Now } from '@hormesis/contract/status.ts';
import { type LargeFleet, largeFleet } from './large-fleet.ts';
import type { BusyPlane } from './page-states.ts';
import { PRESS_PLAY } from './path-states.ts';
import type { StubPlane } from './stub-plane.ts';

/** A fleet with a journey through it, and an experiment that has touched more of it than was expected. */
export function mapStates(plane: StubPlane, { now, running }: BusyPlane, fleet: LargeFleet): void {
  const entered = [{ path: 'press-play', requestsPerSecond: 96.4, failuresPerSecond: 0.2 }];
  const topology = { ...largeFleet(fleet, 0), paths: entered };
  const behind = (services: ReadonlySet<string>) =>
    topology.callGroups.filter(({ callGroup }) => services.has(callGroup.split('>')[0] ?? ''));
  const first = behind(new Set(['service-000']));
  const second = behind(new Set(first.map(({ callGroup }) => callGroup.split(':')[1] ?? '')));
  const allowlist = [...first, ...second].slice(0, 9).map(({ callGroup }, n) => ({
    callGroup,
    role: n < 2 ? ('essential' as const) : ('degradable' as const),
  }));
  const path: CriticalPath = {
    ...PRESS_PLAY,
    ...{ entries: [{ service: 'service-000', routes: ['GET /play/:title'], inner: false }], allowlist },
  };
  const [expected = '', surprised = ''] = allowlist.slice(2).map(({ callGroup }) => callGroup);
  const [flow] = running.flows;
  const experiment: ExperimentView = {
    ...running,
    flows: [
      ...(flow ? [{ ...flow, callGroup: expected, injected: 2_184 }] : []),
      ...(flow ? [{ ...flow, callGroup: surprised, injected: 312 }] : []),
    ],
    blastRadius: { ...running.blastRadius, services: ['service-000', expected.split(':')[1] ?? ''] },
    prediction: running.prediction && {
      ...running.prediction,
      ...{ services: ['service-000'], downstream: [expected.split(':')[1] ?? ''], callGroups: [expected] },
    },
  };
  const told: Now = {
    ...now,
    paths: now.paths.map((each) => (each.name === 'press-play' ? { ...each, path } : each)),
  };
  plane.answer('/now', { body: told });
  plane.tell('now', told);
  plane.answer(`/experiments/${experiment.id}`, { body: experiment });
  plane.tell(`experiment:${experiment.id}`, experiment);
  plane.answer('/topology', { body: topology });
  plane.tell('topology', topology);
}
