import type { AgentStatus } from '@hormesis/link/agent.ts';
import { currentPlane } from './plane.ts';

/** The content type to answer with: https://prometheus.io/docs/instrumenting/exposition_formats. */
export const METRICS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * What the agent of this thread does, as a page for Prometheus: mount it where the service shows its own metrics, or append
 * it to them. It opens no port by itself. While the agent is off it says just that.
 */
export function metrics(): string {
  const status = currentPlane()?.agent.status();
  const lines = family('up', 'gauge', '1 while the agent is on in this process', [[{}, status ? 1 : 0]]);
  return `${[...lines, ...(status ? statusLines(status) : [])].join('\n')}\n`;
}

type Samples = readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];

function statusLines({ service, connected, experiments, injections, counters }: AgentStatus): string[] {
  const named = Object.entries(counters);
  const inFlight = experiments.reduce((sum, each) => sum + each.inFlight, 0);
  return [
    ...family('info', 'gauge', 'The service this agent speaks for', [[{ service }, 1]]),
    ...family('connected', 'gauge', '1 while the line to the control plane is up', [[{}, connected ? 1 : 0]]),
    ...family('experiments', 'gauge', 'Experiments with rules in force here', [
      [{}, experiments.filter(({ rules }) => rules > 0).length],
    ]),
    ...family('calls_in_flight', 'gauge', 'Calls that a fault holds at this moment', [[{}, inFlight]]),
    ...family(
      'injections_total',
      'counter',
      'Faults applied to calls since the process began',
      injections.map(({ callGroup, fault, count }) => [{ call_group: callGroup, fault }, count]),
    ),
    ...family(
      'events_total',
      'counter',
      'What the agent counted since it began, by reason; most of it is something refused or left out',
      named.map(([reason, count]) => [{ reason }, count]),
    ),
  ];
}

function family(name: string, type: 'gauge' | 'counter', help: string, samples: Samples): string[] {
  const full = `hormesis_agent_${name}`;
  const lines = samples.map(([labels, value]) => `${full}${labelText(labels)} ${value}`);
  return [`# HELP ${full} ${help}`, `# TYPE ${full} ${type}`, ...lines];
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}

/** Operations are an application's own words. */
function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
