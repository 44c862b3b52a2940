import type { z } from 'zod';

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object with fields',
  record: 'an object with fields',
};
const formats: Readonly<Record<string, string>> = {
  datetime: 'a date and a time with a zone, for instance 2026-03-02T09:00:00Z',
  url: 'an address such as https://example.org',
  uuid: 'a UUID',
};

/**
 * What is allowed where a schema has no words of its own, in the words of every other message; undefined where zod's have
 * to do. Given to each parse beside `reportInput`: the value is told by whoever shows the issue.
 */
export function issueWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `must be ${String(issue.values[0])}`
        : `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return 'must not be empty';
      return bound(issue.origin, issue.minimum, issue.exact ? 'exactly' : issue.inclusive ? 'at least' : 'more than');
    case 'too_big':
      return bound(issue.origin, issue.maximum, issue.exact ? 'exactly' : issue.inclusive ? 'at most' : 'less than');
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_format':
      if (issue.format === 'regex') return `must match ${issue.pattern}`;
      return formats[issue.format] && `must be ${formats[issue.format]}`;
    default:
      return undefined;
  }
}

function bound(origin: string, limit: number | bigint, how: string): string {
  if (origin === 'string') return `must have ${how} ${limit} ${limit === 1 ? 'character' : 'characters'}`;
  if (origin === 'array' || origin === 'set') return `must have ${how} ${limit} ${limit === 1 ? 'item' : 'items'}`;
  return `must be ${how} ${limit}`;
}
