import type { AgentView } from '@hormesis/contract/topology.ts';
import { counterWords, isUsual } from './counter-words.ts';
import { type Finding, failed, ok, warn } from './finding.ts';

/** An agent reports each second; three missed leases of five are no hiccup. */
const SILENT_MS = 15_000;
const MOST_NAMED = 5;

/** What is to say about the agents. `serverNowMs` is the control plane's clock, which also wrote when it last heard of each. */
export function agentFindings(agents: readonly AgentView[], serverNowMs: number): Finding[] {
  const connected = agents.filter((agent) => agent.connected);
  if (connected.length === 0) {
    const known = agents.length > 0 ? `, ${agents.length} were here before` : '';
    const todo = 'start a service with the agent; if one runs, check its HORMESIS_URL and HORMESIS_AGENT_TOKEN';
    return [warn('agents', `none is connected${known}: nothing can be injected`, todo)];
  }
  const away = agents.length - connected.length;
  const services = new Set(connected.map(({ service }) => service)).size;
  const text = `${connected.length} connected, of ${services} services${away > 0 ? `; ${away} away` : ''}`;
  return [
    ok('agents', text),
    silence(connected, serverNowMs),
    residue(agents),
    versions(connected),
    ...refusals(connected),
  ];
}

function silence(connected: readonly AgentView[], serverNowMs: number): Finding {
  const silent = connected.filter(({ lastSeenAt }) => serverNowMs - Date.parse(lastSeenAt) > SILENT_MS);
  if (silent.length === 0) return ok('agent reports', `all heard of within ${SILENT_MS / 1_000} s`);
  return failed(
    'agent reports',
    `${named(silent)} connected but silent for more than ${SILENT_MS / 1_000} s`,
    'its process may hang or be starved: look at its CPU and event loop, and restart it',
  );
}

/** Rules and calls of experiments that ended longer ago than any lease lasts. */
function residue(agents: readonly AgentView[]): Finding {
  const holding = agents.filter((agent) => agent.residue.length > 0);
  if (holding.length === 0) return ok('residue', 'no agent holds anything of an experiment that ended');
  const ids = [...new Set(holding.flatMap((agent) => agent.residue.map(({ experiment }) => experiment)))];
  return failed(
    'residue',
    `${named(holding)} still hold rules or calls of ${ids.join(', ')}, which ended`,
    'restart these services: whatever they inject now, nobody asked for it',
  );
}

/** What an agent tells is the version of its service: services differ, the instances of one do so only during a rollout. */
function versions(connected: readonly AgentView[]): Finding {
  const services = [...new Set(connected.map(({ service }) => service))].sort();
  const mixed = services.flatMap((each) => {
    const instances = connected.filter(({ service }) => service === each);
    const found = [...new Set(instances.map(({ version }) => version))].sort();
    if (found.length < 2) return [];
    const where = found.map((one) => `${one} on ${named(instances.filter(({ version }) => version === one))}`);
    return [`${each}: ${where.join('; ')}`];
  });
  if (mixed.length === 0) return ok('agent versions', 'the instances of each service agree');
  return warn('agent versions', mixed.join('; '), 'finish the rollout: what is measured now is a mixture of versions');
}

/** One finding for each reason, however many agents counted it. */
function refusals(connected: readonly AgentView[]): Finding[] {
  const reasons = new Set(connected.flatMap(({ counters }) => Object.keys(counters)));
  const findings = [...reasons].sort().flatMap((reason): Finding[] => {
    const counting = connected.filter(({ counters }) => (counters[reason] ?? 0) > 0);
    const times = counting.reduce((sum, { counters }) => sum + (counters[reason] ?? 0), 0);
    if (times === 0) return [];
    const text = `${reason} ${times} × since the start of ${named(counting)}: ${counterWords(reason)}`;
    if (isUsual(reason)) return [ok('agent refusals', text)];
    return [warn('agent refusals', text, 'look again in a minute: only what still grows tells of something present')];
  });
  return findings.length > 0 ? findings : [ok('agent refusals', 'none')];
}

function named(agents: readonly AgentView[]): string {
  const names = agents.slice(0, MOST_NAMED).map(({ instance }) => instance);
  const more = agents.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}
