import { z } from 'zod';

/** Every error code of the API with its HTTP status. A refusal by a limit is 409, so that the CLI can exit with 4. */
export const errorCodes = {
  bad_request: 400,
  invalid_document: 400,
  idempotency_key_missing: 400,
  idempotency_key_reused: 422,
  not_signed_in: 401,
  not_allowed: 403,
  not_found: 404,
  read_only: 409,
  call_group_not_allowed: 409,
  call_group_essential: 409,
  call_group_unsupported: 409,
  call_group_busy: 409,
  path_unknown: 409,
  share_above_limit: 409,
  no_free_traffic: 409,
  no_agents: 409,
  hold_switch_set: 409,
  wrong_state: 409,
  name_taken: 409,
  too_many_requests: 429,
  database_unavailable: 503,
  internal: 500,
} as const;
export type ErrorCode = keyof typeof errorCodes;

/** Codes that mean "a limit refused it": the CLI exits with 4. */
export const refusalCodes: ReadonlySet<string> = new Set<ErrorCode>([
  'call_group_not_allowed',
  'call_group_essential',
  'call_group_unsupported',
  'call_group_busy',
  'path_unknown',
  'share_above_limit',
  'no_free_traffic',
  'no_agents',
  'hold_switch_set',
]);

export const refusal = z.object({ code: z.string(), message: z.string() });
export type Refusal = z.infer<typeof refusal>;

/** Body of every answer that is not a success. `refusals` lists all limits that refused at once. */
export const errorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    problems: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
    refusals: z.array(refusal).optional(),
  }),
});
export type ErrorBody = z.infer<typeof errorBody>;
