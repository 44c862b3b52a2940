import { z } from 'zod';

/** What a code means to the one who gets it. */
interface RegisteredError {
  /** HTTP status. A refusal by a limit is 409, so that the CLI can exit with 4. */
  readonly status: number;
  /** What happened and what to do, for the API reference. */
  readonly meaning: string;
  /** A limit refused it: asking again without changing anything gives the same answer. */
  readonly limit?: true;
}

/** Every error code of the API. A code is never renamed and never gets another meaning. */
export const errorCodes = {
  bad_request: {
    status: 400,
    meaning: 'The request does not fit its schema; `problems` names each field, its value and what is allowed.',
  },
  invalid_document: {
    status: 400,
    meaning:
      'The YAML holds something that is no valid path or scenario; `problems` names line and field. Nothing was saved.',
  },
  idempotency_key_missing: {
    status: 400,
    meaning: 'Every POST needs an `Idempotency-Key` of 8 to 200 printable characters, a new one for each new action.',
  },
  not_signed_in: {
    status: 401,
    meaning: 'No bearer token and no session came along, or it is unknown, revoked or has run out. Sign in again.',
  },
  not_allowed: {
    status: 403,
    meaning: 'The role of this token or session is too low; the message names the role that is needed.',
  },
  not_found: {
    status: 404,
    meaning: 'There is no route, path, scenario, experiment, game day, webhook or token of this name.',
  },
  read_only: {
    status: 409,
    meaning:
      'The document comes from a file and cannot be changed here. Change the file, or copy it under another name.',
  },
  changed_meanwhile: {
    status: 409,
    meaning:
      'Somebody saved another version of the document than the one that was expected; the message names who and when. Nothing was saved: look at what changed, then save with the version that is kept now.',
  },
  call_group_not_allowed: {
    status: 409,
    meaning: 'A fault is on a call group that the allowlist of the critical path does not name.',
    limit: true,
  },
  call_group_essential: {
    status: 409,
    meaning: 'A fault is on a call group the journey cannot work without; such a one is failed for testers only.',
    limit: true,
  },
  call_group_unsupported: {
    status: 409,
    meaning: 'An agent of the calling service has no hook for calls of this kind, so nothing would fail.',
    limit: true,
  },
  place_unknown: {
    status: 409,
    meaning:
      'A fault is meant for calls from or into a place where no agent is connected, or where no instance tells how others reach it: it would never be applied.',
    limit: true,
  },
  load_target_not_allowed: {
    status: 409,
    meaning:
      'The scenario brings load for a target, or more of it, than an administrator has allowed in the limits (`loadTargets`), or for a path that is no entry route.',
    limit: true,
  },
  fault_not_applicable: {
    status: 409,
    meaning:
      'The fault could never act on this call group: throttle and corrupt need the body of a response, which a custom injection point has not, and an HTTP operation is a method and a path. Choose another fault or another call group.',
    limit: true,
  },
  call_group_busy: {
    status: 409,
    meaning: 'Another experiment is failing this call group already; one at a time. Wait until it ends, or halt it.',
    limit: true,
  },
  path_in_use: {
    status: 409,
    meaning:
      'Unit, entries and routes of a critical path stay as they are while an experiment of it is running or paused. Halt it, or wait until it ends.',
    limit: true,
  },
  path_unknown: { status: 409, meaning: 'The scenario is for a critical path that does not exist.', limit: true },
  share_above_limit: {
    status: 409,
    meaning:
      'Together with what runs, the ramp would put more of the path’s live traffic into treatment than is approved.',
    limit: true,
  },
  region_above_limit: {
    status: 409,
    meaning:
      'Together with what runs, more of the live traffic of a region would be in treatment than the limits allow there. Choose a smaller share, wait, or have the plan approved by another person.',
    limit: true,
  },
  window_closed: {
    status: 409,
    meaning:
      'Live traffic is not failed at this time: the hours, weekdays, holidays or excluded dates of the limits say so. The message tells when it opens.',
    limit: true,
  },
  approval_needed: {
    status: 409,
    meaning:
      'The plan goes further than the role of whoever made it may go alone, and nobody else has approved it. Draft it and have another person approve it, or choose a smaller share and usual guardrails.',
    limit: true,
  },
  exposure_unreachable: {
    status: 409,
    meaning:
      'A stage asks for more exposed units than the path’s present traffic can bring in time. Ask for fewer units, take a larger share, or give the stage longer.',
    limit: true,
  },
  no_free_traffic: {
    status: 409,
    meaning: 'All traffic of the path belongs to other experiments. Wait until one ends.',
    limit: true,
  },
  no_agents: {
    status: 409,
    meaning: 'No agent is connected of a service where the path begins, or of one that makes the calls to fail.',
    limit: true,
  },
  finding_open: {
    status: 409,
    meaning:
      'An earlier run of this scenario found harm, and its finding is open. Mark it as fixed, or accept it with a name and a reason; testers may run it meanwhile.',
    limit: true,
  },
  game_day_on: {
    status: 409,
    meaning:
      'A game day is on: nothing but its present step runs on its path and on paths that share an entry with it, and one day at a time is on there. The message names the day; wait until it ends.',
    limit: true,
  },
  game_day_limit: {
    status: 409,
    meaning:
      'The step of a game day would go beyond its limits: the share of traffic, the regions or the time that its plan allows.',
    limit: true,
  },
  hold_switch_set: {
    status: 409,
    meaning: 'The hold switch is set: nothing starts or resumes until somebody releases it.',
    limit: true,
  },
  termination_refused: {
    status: 409,
    meaning:
      'A gate of terminations said no: not enabled, on the leash, an outage, an account or group that does not take part, nobody who may die, or the minimum time between two kills. `refusals` names each, and nobody died.',
    limit: true,
  },
  confirmation_missing: {
    status: 400,
    meaning: 'To kill for real, `confirm` must hold the key of the group, typed once more. Nobody died.',
  },
  webhook_address_refused: {
    status: 400,
    meaning:
      'A webhook may not go to this address: no https, an address of this machine, of a private network or of a cloud’s metadata, or a name that cannot be resolved. Private networks are allowed by `HORMESIS_WEBHOOK_NETWORKS`.',
  },
  webhooks_at_limit: {
    status: 409,
    meaning: 'There are as many webhooks as may be. Remove one that nobody reads.',
    limit: true,
  },
  wrong_state: {
    status: 409,
    meaning: 'The experiment is not in a state for this.',
  },
  name_taken: { status: 409, meaning: 'There is a scenario or a webhook of this name already. Choose another name.' },
  request_under_way: {
    status: 409,
    meaning:
      'The first request with this `Idempotency-Key` is still being worked on. Send it again in a moment, with the same key: with a new one it would be done twice.',
  },
  idempotency_key_reused: {
    status: 422,
    meaning: 'This `Idempotency-Key` belongs to another request. Use a new one.',
  },
  too_many_requests: { status: 429, meaning: 'Too many failed sign-ins from this address. Wait a minute.' },
  internal: {
    status: 500,
    meaning: 'Something went wrong inside the control plane. Its log has the details; the answer does not.',
  },
  database_unavailable: {
    status: 503,
    meaning:
      'The database is away and nothing was changed. Agents stop injecting when their lease ends, and halts still go out.',
  },
} as const satisfies Record<string, RegisteredError>;
export type ErrorCode = keyof typeof errorCodes;

/** Codes that mean "a limit refused it": the CLI exits with 4. */
export const refusalCodes: ReadonlySet<string> = new Set(
  Object.entries<RegisteredError>(errorCodes).flatMap(([code, { limit }]) => (limit ? [code] : [])),
);

export const refusal = z.object({ code: z.string(), message: z.string() });
export type Refusal = z.infer<typeof refusal>;

/** Body of every answer that is not a success. */
export const errorBody = z.object({
  error: z.object({
    /** A registered code; unknown ones may come from a newer control plane. */
    code: z.string(),
    /** What was wrong, the value, and what is allowed. */
    message: z.string(),
    /** The fields of the request that are wrong. */
    problems: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
    /** All limits that refused at once; the first one gave `code`. */
    refusals: z.array(refusal).optional(),
  }),
});
export type ErrorBody = z.infer<typeof errorBody>;
