import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { PathBaseline } from '@hormesis/contract/path-baseline.ts';
import type { Now } from '@hormesis/contract/status.ts';
import type { Topology } from '@hormesis/contract/topology.ts';
import type { BusyPlane } from './page-states.ts';
import type { StubPlane } from './stub-plane.ts';

const MOMENT = '2026-03-02T09:30:00.000Z';

/** The journey of the demo, as its file describes it. */
export const PRESS_PLAY: CriticalPath = {
  kind: 'CriticalPath',
  name: 'press-play',
  title: 'Press play',
  description:
    'A viewer chooses a title and the page comes with the stream, its licence, a rating and what to watch next.',
  owner: 'playback team',
  entries: [
    { service: 'gateway', routes: ['GET /play/:title', 'POST /play/:title/resume'], inner: false },
    { service: 'tv-edge', routes: ['GET /tv/play/:title'], inner: false },
  ],
  unit: { from: 'header', name: 'x-user-id' },
  deadlineMs: 10_000,
  objectiveMs: 2_000,
  kpis: ['slow', { missing: 'play_start', withinMs: 3_000, words: 'did not start playing' }],
  allowlist: [
    { callGroup: 'gateway>http:api', role: 'essential' },
    { callGroup: 'api>http:playback', role: 'essential' },
    { callGroup: 'playback>custom:license/issue', role: 'essential' },
    { callGroup: 'gateway>http:identity', role: 'degradable' },
    { callGroup: 'api>http:recommendations', role: 'degradable' },
    { callGroup: 'api>http:bookmarks', role: 'degradable' },
    { callGroup: 'api>http:ratings', role: 'degradable' },
    { callGroup: 'api>http:closed-captions', role: 'degradable' },
  ],
  maxTreatmentPpm: 50_000,
};

/** Calls a second and the share of them that fails, by call group. The last two lie behind no entry of the journey. */
const CALLS: readonly (readonly [callGroup: string, callsPerSecond: number, failing: number])[] = [
  ['gateway>http:api', 96.4, 0.002],
  ['gateway>http:identity', 96.4, 0],
  ['tv-edge>http:api', 31.2, 0.004],
  ['api>http:playback', 127.5, 0.001],
  ['api>http:recommendations', 127.1, 0.094],
  ['api>http:bookmarks', 126.8, 0],
  ['api>http:ratings', 126.9, 0.023],
  ['api>http:subscriptions', 12.4, 0],
  ['playback>custom:license/issue', 64.1, 0],
  ['playback>custom:evcache/get', 1_240, 0.0004],
  ['playback>redis:stream-slots', 64, 0],
  ['recommendations>postgresql:titles', 44.7, 0],
  ['recommendations>http:personalised-rows-of-the-home-page.internal.example.com/v2/rows', 0.4, 0],
  ['billing>http:ledger', 3.1, 0],
  ['billing>kafka:invoices', 0.2, 0],
];

/** The fleet of that journey, as its agents report it. */
function streamingFleet(): Topology {
  const services = [...new Set(CALLS.map(([callGroup]) => callGroup.split('>')[0] ?? ''))];
  return {
    services: [...services, 'bookmarks', 'ratings', 'identity', 'subscriptions'].map((service, n) => ({
      ...{ service, instances: 2 + (n % 3), lastSeenAt: MOMENT },
      places: [{ region: 'eu-west-1', zone: 'eu-west-1a', instances: 2 + (n % 3) }],
    })),
    callGroups: CALLS.map(([callGroup, callsPerSecond, failing]) => ({
      ...{ callGroup, callsPerSecond, failuresPerSecond: callsPerSecond * failing, lastSeenAt: MOMENT },
    })),
    placeRates: [],
    paths: [{ path: 'press-play', requestsPerSecond: 96.4, failuresPerSecond: 0.2 }],
    omitted: { services: 0, callGroups: 0 },
  };
}

const BASELINE: PathBaseline = {
  ...{ observedSeconds: 3_600, requestsPerSecond: 96.4 },
  kpis: [
    { kpi: 'failed', words: 'failed', of: 'requests', counted: 346_212, harmed: 658, experiment: null },
    { kpi: 'slow', words: 'were slow', of: 'requests', counted: 346_212, harmed: 2_431, experiment: null },
    {
      ...{ kpi: 'missing:play_start', words: 'did not start playing', of: 'users' },
      ...{ counted: 1_207, harmed: 5, experiment: 'efailed001' },
    },
  ],
};

/**
 * The journey over the calls that its fleet makes, with what is usual on it; kept in a file or, so that the page may change
 * it, in the database. `running`: an experiment is on it now, which freezes where it begins.
 */
export function pathStates(
  plane: StubPlane,
  { now }: BusyPlane,
  { source, running }: { source: 'file' | 'database'; running: boolean },
): Now {
  const kept = now.paths.map((each) => (each.name === 'press-play' ? { ...each, path: PRESS_PLAY, source } : each));
  const told: Now = { ...now, paths: kept, running: running ? now.running : [] };
  plane.answer('/now', { body: told });
  plane.tell('now', told);
  for (const each of kept) plane.answer(`/paths/${each.name}`, { body: each });
  plane.answer('/topology', { body: streamingFleet() });
  plane.tell('topology', streamingFleet());
  plane.answer('/paths/press-play/baseline', { body: BASELINE });
  return told;
}
