/** Value of a gauge without labels in Prometheus' text format; null when it is not there. */
export function gauge(metrics: string, name: string): number | null {
  const line = metrics.split('\n').find((each) => each.startsWith(`${name} `));
  const value = Number(line?.slice(name.length + 1));
  return line !== undefined && Number.isFinite(value) ? value : null;
}

/** Waits until `count` agents have an open line to the control plane; returns how many have one after `timeoutMs` at the latest. */
export async function waitForAgents(
  controlPlane: { readonly url: string; readonly token: string },
  count: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<number> {
  const end = performance.now() + timeoutMs;
  while (true) {
    signal.throwIfAborted();
    const connected = await connectedAgents(controlPlane, signal);
    if (connected >= count || performance.now() > end) return connected;
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

async function connectedAgents({ url, token }: { url: string; token: string }, signal: AbortSignal): Promise<number> {
  try {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${url}/metrics`, {
      headers,
      signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]),
    });
    return (answer.ok ? gauge(await answer.text(), 'hormesis_agents_connected') : null) ?? 0;
  } catch {
    return 0;
  }
}
