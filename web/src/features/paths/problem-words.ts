import type { Problem } from '@hormesis/contract/problems.ts';
import { unbroken } from '../../lib/sentence.ts';

/** Fields of a path by the names that the form gives them. */
const ofPath: Readonly<Record<string, string>> = {
  title: 'Title',
  name: 'Name',
  description: 'What somebody does and gets',
  owner: 'Owner',
  entries: 'Where it begins',
  'unit.name': 'What a user is told apart by: its name',
  deadlineMs: 'Deadline',
  objectiveMs: 'Objective',
  kpis: 'What halts',
  allowlist: 'Call groups',
};
const ofEntry: Readonly<Record<string, string>> = { service: 'service', routes: 'routes' };
const ofCallGroup: Readonly<Record<string, string>> = { callGroup: 'its name', role: 'its role' };

/**
 * A refusal of a path in the words of its form, which has no lines: `entries.0.routes.1` are the routes of the first entry.
 * A field without a word here keeps its name in the YAML.
 */
export function pathProblem({ field, message }: Problem): string {
  return unbroken(`${fieldWords(field)} ${message.replace(/^line \d+: /, '').replace(/, got (""|\[\])$/, '')}`);
}

function fieldWords(field: string): string {
  const [, list, place, part = ''] = /^(entries|allowlist|kpis)\.(\d+)(?:\.(\w+))?/.exec(field) ?? [];
  const nth = Number(place) + 1;
  if (list === 'entries') return ofEntry[part] ? `Entry ${nth}: ${ofEntry[part]}` : `Entry ${nth}`;
  if (list === 'allowlist') return `Call group ${nth}${ofCallGroup[part] ? `: ${ofCallGroup[part]}` : ''}`;
  if (list === 'kpis') return `KPI ${nth}`;
  return ofPath[field] ?? field;
}
