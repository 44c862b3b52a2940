/** Never failed by anybody: the light services call it all the time. */
export const FORBIDDEN = 'shop>http:payments';
export const OFFERS = 'shop>http:offers';
export const STOCK = 'shop>http:stock';

/** The path, with the call groups that may be failed at the moment. */
export function path(allowlist: readonly string[]): object {
  return {
    ...{ kind: 'CriticalPath', name: 'buy', title: 'Somebody buys', maxTreatmentPpm: 50_000 },
    entries: [{ service: 'edge', routes: ['GET /buy/:item'] }],
    unit: { from: 'header', name: 'x-user-id' },
    allowlist: allowlist.map((callGroup) => ({ callGroup, role: 'degradable' })),
    approval: { by: 'the fault tests', reason: 'nobody is a customer here', sandbox: true },
    ramp: {
      stages: [50_000, 250_000, 500_000, 750_000, 950_000].map((trafficPpm) => ({
        ...{ trafficPpm, holdMs: 1_500, minExposedUnits: 5, marginPpm: 990_000 },
      })),
    },
  };
}

export const SCENARIOS: readonly object[] = [
  scenario('offers-slow', OFFERS, { kind: 'latency', delayMs: 400 }),
  scenario('stock-down', STOCK, { kind: 'error', status: 503 }),
];

export const SCENARIO_NAMES = ['offers-slow', 'stock-down'] as const;

function scenario(name: string, callGroup: string, fault: object): object {
  const words = { title: name, hypothesis: 'Nobody is worse off.' };
  return { kind: 'Scenario', name, path: 'buy', ...words, faults: [{ callGroup, fault }] };
}
