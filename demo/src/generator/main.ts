import { requiredText, wholeNumber } from '../platform/environment.ts';
import { announceReady, fail, onStop } from '../platform/lifecycle.ts';
import { sessionToken } from '../platform/session-token.ts';
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
const urls = requiredText(NAME, 'GATEWAY_URL').split(',');
const gateways = urls.map(gatewayFrom);
/** Somebody who is signed in is for this long, milliseconds. */
const SESSION_MS = 600_000;

/** Each play takes any of a comma-separated list, and another when nobody is there, as a load balancer would. */
function gatewayFrom(url: string, index: number): Upstream {
  if (!URL.canParse(url)) fail(NAME, `GATEWAY_URL must be URLs joined by commas, got ${JSON.stringify(url)}`);
  return upstream('gateway', [...urls.slice(index), ...urls.slice(0, index)].join(','), PATIENCE_MS);
}

async function play(user: string, title: string): Promise<boolean> {
  const gateway = gateways[Math.floor(Math.random() * gateways.length)];
  const headers = { 'x-user-id': user, 'x-session': sessionToken(user, Date.now() + SESSION_MS) };
  const answer = await gateway?.get(`/play/${title}`, headers).catch(() => null);
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
