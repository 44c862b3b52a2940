import { type TerminationFinding, terminationFinding } from '@hormesis/contract/terminations.ts';
import { usageError } from './cli-error.ts';
import type { Client } from './client.ts';
import { localTime } from './experiment-text.ts';
import { itemsOf } from './items.ts';
import { facts } from './table.ts';

/** True for the id of a finding of a group of instances; those of scenarios begin with `f`. */
export function isGroupFindingId(id: string): boolean {
  return id.startsWith('tf');
}

/** Every group that did not become whole again after a kill. */
export async function listGroupFindings(client: Client, timeoutMs?: number): Promise<TerminationFinding[]> {
  return (await client.get('/terminations/findings', itemsOf(terminationFinding), timeoutMs)).items;
}

/** One of them. @throws CliError that says where all are named. */
export async function findGroupFinding(client: Client, id: string): Promise<TerminationFinding> {
  const found = (await listGroupFindings(client)).find((each) => each.id === id);
  if (found) return found;
  throw usageError(`there is no finding ${JSON.stringify(id)}; "hormesis findings" names them all`);
}

/** Where it stands, in a few words. */
export function groupFindingStateText({ state, resolved, verifiedBy }: TerminationFinding): string {
  if (state === 'open') return 'open';
  return state === 'fixed' ? `fixed by ${resolved?.by}, not verified yet` : `verified by ${verifiedBy}`;
}

/** A finding of a group for a person: what was found, how it stands, and what to do next. */
export function groupFindingLines(finding: TerminationFinding): string[] {
  const { id, group, termination, foundAt, reason, resolved, state } = finding;
  return [
    'A group was not whole again in time after a kill',
    ...facts([
      ['Finding', id],
      ['State', groupFindingStateText(finding)],
      ['Group', group],
      ['Found', `${localTime(foundAt)} after the termination ${termination}`],
      ['Reason', reason],
      ...(resolved ? [['Note', `${resolved.note} (${resolved.by}, ${localTime(resolved.at)})`] as const] : []),
    ]),
    '',
    ...nextSteps(id, state),
  ];
}

function nextSteps(id: string, state: TerminationFinding['state']): string[] {
  switch (state) {
    case 'open':
      return [
        'Nothing more dies in this group, dry runs apart. What was tried there: hormesis terminations',
        `When it is mended:  hormesis findings fix ${id} --note "what was done"`,
      ];
    case 'fixed':
      return ['The group may be killed again; when it is whole again after that in time, this is verified.'];
    case 'verified':
      return ['The group was whole again in time after a later kill.'];
  }
}
