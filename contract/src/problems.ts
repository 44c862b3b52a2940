import type { z } from 'zod';
import { issueWords } from './issue-words.ts';
import { describe } from './share.ts';

/** What is wrong with a field, what is allowed there and what was given. `field` is the path to it, with dots; `(whole)` is all of it. */
export interface Problem {
  readonly field: string;
  readonly message: string;
}

/** How what people wrote is parsed: the value is kept for the message, and what is allowed is said in our own words. */
export const parsing = { reportInput: true, error: issueWords };

/** zod's issues of what was parsed with `parsing`, as fields and sentences. */
export function issuesToProblems(issues: readonly z.core.$ZodIssue[]): Problem[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const nearest = issue.errors.reduce((best, errors) => (depth(errors) > depth(best) ? errors : best));
      return issuesToProblems(nearest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })));
    }
    if (issue.code === 'invalid_union') return [unknownKind(issue)];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ field: fieldOf([...issue.path, key]), message: 'is not known here' }));
    }
    const received = 'input' in issue && !issue.message.includes('got ') ? `, got ${describe(issue.input)}` : '';
    return [{ field: fieldOf(issue.path), message: `${issue.message}${received}` }];
  });
}

function fieldOf(path: readonly PropertyKey[]): string {
  return path.map(String).join('.') || '(whole)';
}

// The value that decides between the alternatives is wrong: it is named, and not the whole that holds it.
function unknownKind(issue: z.core.$ZodIssueInvalidUnion): Problem {
  const { input, discriminator: key } = issue;
  const holder: object = typeof input === 'object' && input !== null ? input : {};
  const value: unknown = key === undefined ? input : Object.entries(holder).find(([name]) => name === key)?.[1];
  const allowed = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String).join(', ') : '';
  const wanted = allowed ? `must be one of ${allowed}` : issue.message;
  return { field: fieldOf(issue.path), message: `${wanted}, got ${describe(value)}` };
}

// The alternative that got furthest is the one the person meant.
function depth(issues: readonly z.core.$ZodIssue[]): number {
  const deepest = Math.max(0, ...issues.map((issue) => issue.path.length));
  return deepest - issues.filter((issue) => issue.code === 'unrecognized_keys').length * 10 - issues.length / 100;
}
