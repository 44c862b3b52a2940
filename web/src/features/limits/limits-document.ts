import { type Limits, limits } from '@hormesis/contract/limits.ts';
import { issuesToProblems, type Problem, parsing } from '@hormesis/contract/problems.ts';
import { parseDocument, stringify } from 'yaml';

export type Read = { limits: Limits } | { problems: readonly Problem[] };

/** The limits as YAML, in the order of their schema. */
export function toText(document: Limits): string {
  return stringify(inOrder(document), { lineWidth: 100 });
}

/** Reads YAML as the control plane will: what is wrong is told by field, and nothing is guessed. */
export function fromText(text: string): Read {
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  if (error) return { problems: [{ field: '', message: error.message.split('\n')[0] ?? 'no YAML' }] };
  return check(document.toJS());
}

/** Holds a document against the schema of the contract, the same that the control plane uses. */
export function check(document: unknown): Read {
  const read = limits.safeParse(document, parsing);
  if (read.success) return { limits: read.data };
  return { problems: issuesToProblems(read.error.issues) };
}

/** The first problem of a field or of something in it. */
export function problemAt(problems: readonly Problem[], field: string): string | undefined {
  return problems.find((each) => each.field === field || each.field.startsWith(`${field}.`))?.message;
}

const ORDER: readonly (keyof Limits)[] = [
  'kind',
  'operatorMaxTreatmentPpm',
  'approver',
  'regionMaxTreatmentPpm',
  'regions',
  'loadTargets',
  'graceMinutes',
  'window',
  'paths',
];

function inOrder(document: Limits): Record<string, unknown> {
  const entries = ORDER.flatMap((key) => (document[key] === undefined ? [] : [[key, document[key]] as const]));
  return JSON.parse(JSON.stringify(Object.fromEntries(entries)));
}
