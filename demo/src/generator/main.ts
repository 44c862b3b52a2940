import { requiredText, wholeNumber } from '../platform/environment.ts';
import { announceReady, fail, onStop } from '../platform/lifecycle.ts';
import type { Upstream } from '../platform/upstream.ts';
import { upstream } from '../platform/upstream.ts';
import { startTraffic } from './traffic.ts';

const NAME = 'generator';
/** A viewer gives up after this many milliseconds. */
const PATIENCE_MS = 12_000;
const REPORT_MS = 60_000;
const OUTSTANDING = 500;

const requestsPerSecond = wholeNumber(NAME, 'DEMO_RATE', 100);
if (requestsPerSecond === 0) fail(NAME, 'DEMO_RATE must be at least 1 request a second');
const gateways = requiredText(NAME, 'GATEWAY_URL').split(',').map(gatewayAt);

/** One of a comma-separated list; each play takes any of them, as a load balancer would. */
function gatewayAt(url: string): Upstream {
  if (!URL.canParse(url)) fail(NAME, `GATEWAY_URL must be URLs joined by commas, got ${JSON.stringify(url)}`);
  return upstream('gateway', url, PATIENCE_MS);
}

async function play(user: string, title: string): Promise<boolean> {
  const gateway = gateways[Math.floor(Math.random() * gateways.length)];
  const answer = await gateway?.get(`/play/${title}`, { 'x-user-id': user }).catch(() => null);
  return answer?.status === 200;
}

const traffic = startTraffic({ requestsPerSecond, outstanding: OUTSTANDING, play, random: Math.random });
const report = () => console.log(JSON.stringify({ generator: traffic.take() }));
setInterval(report, REPORT_MS);
announceReady(NAME);
onStop(() => {
  traffic.stop();
  for (const gateway of gateways) gateway.close();
  report();
});
