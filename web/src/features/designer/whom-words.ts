import type { UnitSource } from '@hormesis/contract/critical-path.ts';
import type { Audience } from './design.ts';

/** `the header x-user-id`. */
export function unitWords(unit: UnitSource): string {
  switch (unit.from) {
    case 'header':
      return `the header ${unit.name}`;
    case 'cookie':
      return `the cookie ${unit.name}`;
    case 'query':
      return `the query parameter ${unit.name}`;
    case 'request':
      return 'nothing: each request counts as a user of its own';
  }
}

export function regionWords(regions: readonly string[]): string {
  if (regions.length === 0) return '';
  return regions.length === 1 ? `All of them are in ${regions[0]}.` : `They are in all regions: ${regions.join(', ')}.`;
}

export const audienceWords: Readonly<Record<Audience, string>> = {
  'testers-first': 'testers first, then users',
  live: 'users at once',
  testers: 'testers only',
};
