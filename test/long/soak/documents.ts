import { NEIGHBOURS } from './fleet.ts';

const LICENSE = 'api>custom:license/issue';
const callGroupOf = (neighbour: string) => `api>http:${neighbour}`;

/** Two experiments run side by side: no call group is in both lanes. */
export const LANES = [
  [...NEIGHBOURS.slice(0, 3).map(callGroupOf), LICENSE],
  NEIGHBOURS.slice(3).map(callGroupOf),
] as const;

/** Every fault, so that callers give up before some of them and after others. */
const FAULTS = {
  latency: { kind: 'latency', delayMs: { minMs: 20, maxMs: 500 } },
  error: { kind: 'error', status: 503, body: 'no stars today' },
  abort: { kind: 'abort' },
  timeout: { kind: 'timeout' },
  throttle: { kind: 'throttle', bytesPerSecond: 4_000 },
  corrupt: { kind: 'corrupt', bytesPpm: 100_000 },
} as const;
/** There is no body at an injection point. */
const ONLY_BODIES = ['throttle', 'corrupt'];

export const KINDS = Object.keys(FAULTS) as (keyof typeof FAULTS)[];
export const scenarioName = (lane: number, kind: string) => `${kind}-${lane}`;

export function faultsOf(lane: number, kind: (typeof KINDS)[number]) {
  const callGroups = LANES[lane] ?? [];
  return callGroups
    .filter((callGroup) => callGroup !== LICENSE || !ONLY_BODIES.includes(kind))
    .map((callGroup) => ({ callGroup, fault: FAULTS[kind] }));
}

export function documents(): object[] {
  const path = {
    kind: 'CriticalPath',
    name: 'play',
    title: 'Press play',
    entries: [{ service: 'gateway', routes: ['GET /play/:title'] }],
    unit: { from: 'header', name: 'x-user-id' },
    // Nobody is found to be harmed on a machine that is busy with other things: a failed scenario could not run again.
    deadlineMs: 60_000,
    objectiveMs: 60_000,
    allowlist: LANES.flat().map((callGroup) => ({ callGroup, role: 'degradable' })),
    maxTreatmentPpm: 1_000_000,
    approval: { by: 'the soak', reason: 'nobody is a customer here', sandbox: true },
  };
  const scenarios = LANES.flatMap((_, lane) =>
    KINDS.map((kind) => ({
      kind: 'Scenario',
      name: scenarioName(lane, kind),
      path: 'play',
      title: `${kind} in lane ${lane}`,
      hypothesis: 'The page comes all the same.',
      faults: faultsOf(lane, kind),
    })),
  );
  return [path, ...scenarios];
}
