import { issuesToProblems, parsing } from '@hormesis/contract/problems.ts';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { ApiError } from './api-error.ts';

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
