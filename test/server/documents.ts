/** One path of three services, and scenarios that touch it in different ways. Holds are long: tests move the clock of a row. */
export const PATH_AND_SCENARIOS = `
kind: CriticalPath
name: checkout
title: A customer pays
entries:
  - service: edge
    routes: ["POST /pay"]
unit: { from: header, name: x-user-id }
allowlist:
  - { callGroup: "edge>http:shop", role: essential }
  - { callGroup: "shop>http:stock", role: degradable }
  - { callGroup: "shop>http:offers", role: degradable }
  - { callGroup: "shop>http:wallet", role: degradable }
  - { callGroup: "shop>http:wallet/charge", role: essential }
maxTreatmentPpm: 50000
approval: { by: the tests, reason: nobody is a customer here, sandbox: true }
ramp:
  stages:
    - { trafficPpm: 20000, holdMs: 60000, minExposedUnits: 1 }
    - { trafficPpm: 250000, holdMs: 60000, minExposedUnits: 1 }
    - { trafficPpm: 950000, holdMs: 60000, minExposedUnits: 1 }
---
kind: Scenario
name: offers-down
path: checkout
title: Offers are down
hypothesis: Nobody needs an offer to pay.
faults: [{ callGroup: "shop>http:offers", fault: { kind: error, status: 503 } }]
---
kind: Scenario
name: stock-slow
path: checkout
title: Stock is slow
hypothesis: The page comes without numbers.
faults: [{ callGroup: "shop>http:stock", fault: { kind: latency, delayMs: 2000 } }]
---
kind: Scenario
name: shop-down
path: checkout
title: The shop is down
hypothesis: Nothing works without it.
faults: [{ callGroup: "edge>http:shop", fault: { kind: error, status: 503 } }]
---
kind: Scenario
name: wallet-down
path: checkout
title: All of the wallet is down
hypothesis: Charging is a part of it.
faults: [{ callGroup: "shop>http:wallet", fault: { kind: error, status: 503 } }]
`;
