import { z } from 'zod';
import type { ErrorCode } from './errors.ts';

/** Who may use a route: the least role, or `anyone` without signing in. */
export type RouteRole = 'anyone' | 'viewer' | 'operator' | 'admin';

/** One route of the REST API, as far as a caller has to know it. */
export interface ApiRoute {
  readonly method: 'GET' | 'POST';
  /** Below the prefix, with `:name` for a part that is filled in. */
  readonly path: string;
  /** The operation's id in the OpenAPI document; never changes. */
  readonly id: string;
  readonly group: string;
  /** One line for a person. */
  readonly summary: string;
  /** What the summary leaves open, as Markdown. */
  readonly detail?: string;
  readonly role: RouteRole;
  /** Required query parameters by name, each with what it may hold. */
  readonly query?: Readonly<Record<string, string>>;
  /** Those that may be left out. */
  readonly optionalQuery?: Readonly<Record<string, string>>;
  /** A body of JSON; a POST without one may send none. */
  readonly body?: z.ZodType;
  readonly answer: {
    readonly status: 200 | 201;
    readonly schema: z.ZodType;
    /** `stream`: server-sent events whose `data` each fits the schema. */
    readonly kind: 'json' | 'stream';
    /** True: the same as Markdown, with the query `format=md`. */
    readonly markdown?: true;
  };
  /** Error codes of this route alone; `errorsOf` adds those every route may give. */
  readonly errors: readonly ErrorCode[];
}

/** True when a repeated request is told apart by its `Idempotency-Key`. A sign-in is a new session each time. */
export function needsIdempotencyKey(route: ApiRoute): boolean {
  return route.method === 'POST' && route.role !== 'anyone';
}

/** Every error code `route` may answer with, each once. */
export function errorsOf(route: ApiRoute): ErrorCode[] {
  const codes: ErrorCode[] = [...route.errors];
  if (route.method === 'POST') codes.push('bad_request');
  if (route.role !== 'anyone') codes.push('not_signed_in', 'not_allowed');
  if (needsIdempotencyKey(route)) codes.push('idempotency_key_missing', 'idempotency_key_reused', 'request_under_way');
  codes.push('internal', 'database_unavailable');
  return [...new Set(codes)];
}

/** An answer of JSON that fits `schema`. */
export function json(schema: z.ZodType, status: 200 | 201 = 200): ApiRoute['answer'] {
  return { status, schema, kind: 'json' };
}

/** An answer with `items`. */
export function list(item: z.ZodType): ApiRoute['answer'] {
  return json(z.object({ items: z.array(item) }));
}
