import { clientsOf } from './clients.mjs';
import { listen, serversOf } from './servers.mjs';

/**
 * The whole application: a server of each library, each of which calls with any client what its query asks for. The test
 * speaks to it over the servers, and over the process's own channel about what the agent counted.
 */
export async function start(libraries) {
  const { tls, faults } = JSON.parse(process.env.CELLS);
  const agent = globalThis.hormesisAgent;
  agent.faults = faults;
  const clients = clientsOf(libraries);
  const handle = async (baggage, cell) => ({ baggage, ...(await called(clients[cell.client], cell)) });
  const servers = serversOf(libraries, tls, handle);
  const ports = {};
  for (const [name, make] of Object.entries(servers)) ports[name] = await listen(await make());

  process.on('message', () => {
    const { calls, outcomes, reasons, applied, skipped, inFlight } = agent;
    process.send({ counts: { calls, outcomes, reasons, applied, skipped, inFlight } });
  });
  process.send({ ports, clients: Object.keys(clients), member: globalThis.hormesisMember });
}

async function called(call, { url, timeoutMs, abortMs }) {
  const startedAt = performance.now();
  const took = () => performance.now() - startedAt;
  const options = {
    timeoutMs: timeoutMs ? Number(timeoutMs) : undefined,
    signal: abortMs ? AbortSignal.timeout(Number(abortMs)) : undefined,
  };
  try {
    const { status, seen, body } = await call(url, options);
    return { status, seen, body: body.toString('latin1'), tookMs: took() };
  } catch (error) {
    return { error: shapeOf(error), tookMs: took() };
  }
}

/** What a caller can tell errors apart by: names and codes, down the causes. */
function shapeOf(error) {
  const shape = [];
  for (let each = error; each instanceof Error && shape.length < 4; each = each.cause) {
    shape.push([each.name, each.code].filter((part) => part !== undefined).join(' '));
  }
  return shape.join(' < ');
}
