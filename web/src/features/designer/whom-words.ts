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

export const audienceWords: Readonly<Record<Audience, string>> = {
  'testers-first': 'testers first, then users',
  live: 'users at once',
  testers: 'testers only',
};
