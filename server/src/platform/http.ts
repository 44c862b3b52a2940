import { describe } from '@hormesis/contract/share.ts';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { ApiError } from './api-error.ts';
import { issueWords } from './issue-words.ts';

/** How what people wrote is parsed: the value is kept for the message, and what is allowed is said in our own words. */
export const parsing = { reportInput: true, error: issueWords };

/** Wraps an async handler: what it throws goes to the error handler. */
export function handler(work: (request: Request, response: Response) => Promise<void>): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    work(request, response).catch(next);
  };
}

/**
 * The body of `request` as `schema` says.
 * @throws ApiError bad_request that names each field, its value and what is allowed.
 */
export function parseBody<Schema extends z.ZodType>(schema: Schema, request: Request): z.output<Schema> {
  return parsed(schema, request.body ?? {});
}

/**
 * The query of `request` as `schema` says.
 * @throws ApiError bad_request that names each parameter, its value and what is allowed.
 */
export function parseQuery<Schema extends z.ZodType>(schema: Schema, request: Request): z.output<Schema> {
  return parsed(schema, request.query);
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value, parsing);
  if (result.success) return result.data;
  const problems = issuesToProblems(result.error.issues);
  throw new ApiError('bad_request', problems.map((problem) => `${problem.field}: ${problem.message}`).join('; '), {
    problems,
  });
}

/** zod's issues as fields and sentences. */
export function issuesToProblems(issues: readonly z.core.$ZodIssue[]): { field: string; message: string }[] {
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
function unknownKind(issue: z.core.$ZodIssueInvalidUnion): { field: string; message: string } {
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

/** A whole number of a query, which is text. */
export function wholeNumber(from: number, to: number) {
  return z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number from ${from} to ${to}`)
    .transform(Number)
    .refine((value) => value >= from && value <= to, `must be a whole number from ${from} to ${to}`);
}

/** The named part of the request's path. */
export function parameter(request: Request, name: string): string {
  const value = request.params[name];
  return typeof value === 'string' ? value : '';
}

/** True for the requests that stop something: they go before everything that may have to wait. */
export function isHalt({ method, path }: Pick<Request, 'method' | 'path'>): boolean {
  return method === 'POST' && /^\/((experiments\/[^/]+\/)?halt|game-days\/[^/]+\/(halt|abort))$/.test(path);
}
