import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { Fault } from '@hormesis/contract/fault.ts';
import { faultWords } from '@hormesis/contract/fault-words.ts';
import type { ScenarioFault } from '@hormesis/contract/scenario.ts';
import { callGroupParts } from '../../lib/call-group-parts.ts';
import type { Design } from './design.ts';

/** `Press play without bookmarks`: what stands over the experiment as long as nobody says it better. */
export function proposedTitle({ faults }: Pick<Design, 'faults'>, path: CriticalPath | undefined): string {
  const journey = path?.title ?? '';
  const [first] = faults;
  if (!first) return journey;
  return `${journey} ${ways[first.fault.kind]} ${whatFails(faults)}`.trim();
}

export function proposedHypothesis({ faults }: Pick<Design, 'faults'>, path: CriticalPath | undefined): string {
  const [first] = faults;
  if (!first) return '';
  return `${path?.title ?? 'The journey'} works for everybody while calls to ${whatFails(faults)} fail ${faultWords(first.fault)}.`;
}

const ways: Readonly<Record<Fault['kind'], string>> = {
  ...{ error: 'without', abort: 'without', timeout: 'without' },
  ...{ latency: 'with slow', throttle: 'with slow', corrupt: 'with damaged' },
};

function whatFails(faults: readonly ScenarioFault[]): string {
  const names = [
    ...new Set(
      faults.map((fault) => {
        if ('everything' in fault) return `everything ${fault.everything}`;
        const parts = callGroupParts(fault.callGroup);
        return parts ? [parts.dependency, parts.operation].filter(Boolean).join(' ') : fault.callGroup;
      }),
    ),
  ];
  if (names.length > 3) return `${names.length} call groups`;
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** A name from a title that no scenario has yet: lower-case words joined by hyphens, at most 63 characters. */
export function proposedName(title: string, taken: readonly string[]): string {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  const name = words.slice(0, 58).replace(/^-+|-+$/g, '') || 'experiment';
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!taken.includes(candidate)) return candidate;
  }
}
