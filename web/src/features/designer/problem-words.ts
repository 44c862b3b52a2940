import { unbroken } from '../../lib/sentence.ts';

/** Fields of a stage by the names that the form gives them. */
const ofStage: Readonly<Record<string, string>> = {
  trafficPpm: 'share',
  holdMs: 'hold',
  minExposedUnits: 'least users',
  marginPpm: 'margin',
  timeoutMs: 'timeout',
};
const ofGuardrails: Readonly<Record<string, string>> = {
  budgetUnits: 'failed users more than chance',
  alphaPpm: 'false alarm over the whole run',
};

/**
 * A problem of the preview in the words of the form: `document.ramp.stages.0.trafficPpm` is the share of stage 1. What is
 * being typed and is no figure yet arrives as null. A field without a word here keeps its name in the YAML.
 */
export function designProblem({ field, message }: { field: string; message: string }): string {
  const words = message.endsWith(', got null') ? 'is not a figure' : message;
  return unbroken(`${fieldWords(field.replace(/^document\./, ''))} ${words}`);
}

function fieldWords(field: string): string {
  const [, stage, name = ''] = /^ramp\.stages\.(\d+)\.(\w+)$/.exec(field) ?? [];
  if (stage !== undefined && ofStage[name]) return `stage ${Number(stage) + 1}: ${ofStage[name]}`;
  const [, guardrail = ''] = /^guardrails\.(\w+)$/.exec(field) ?? [];
  return ofGuardrails[guardrail] ?? field;
}
