import type { Injection } from '@hormesis/link/agent.ts';

/** What is used of a span of OpenTelemetry. */
export interface ActiveSpan {
  setAttributes(attributes: Readonly<Record<string, string>>): unknown;
  addEvent(name: string, attributes: Readonly<Record<string, string>>): unknown;
}

/**
 * Where `@opentelemetry/api` 1.x keeps what an application registered, and the span in a context: both are keys of the global
 * symbol registry, the same for every copy of the package, so nothing has to be imported.
 */
const API = Symbol.for('opentelemetry.js.api.1');
const SPAN = Symbol.for('OpenTelemetry Context Key SPAN');

interface Registered {
  readonly context?: { active(): { getValue(key: symbol): unknown } };
}

/** The span in which the code runs now; null without OpenTelemetry, and outside any span. */
export function activeSpan(): ActiveSpan | null {
  try {
    const registered = (globalThis as { [API]?: Registered })[API];
    const span = registered?.context?.active().getValue(SPAN);
    return isSpan(span) ? span : null;
  } catch {
    return null;
  }
}

function isSpan(value: unknown): value is ActiveSpan {
  return typeof value === 'object' && value !== null && 'setAttributes' in value && 'addEvent' in value;
}

/** Says on the application's own span that a call of it was failed on purpose: nobody takes the trace for a real outage. */
export function tellSpan(span: ActiveSpan | null, { experiment, callGroup, fault }: Injection, arm: string): void {
  if (span === null) return;
  const attributes = {
    'hormesis.experiment': experiment,
    'hormesis.arm': arm,
    'hormesis.call_group': callGroup,
    'hormesis.fault': fault.kind,
  };
  try {
    // One span may have several failed calls: the event tells each, the attributes the last.
    span.setAttributes(attributes);
    span.addEvent('hormesis.injection', attributes);
  } catch {
    // A tracer that fails must not fail the call.
  }
}
