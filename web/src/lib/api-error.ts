import type { ErrorBody, Refusal } from '@hormesis/contract/errors.ts';
import { unbroken } from './sentence.ts';

/** The control plane could not be reached at all: nothing is known about what became of the request. */
const UNREACHABLE = 'unreachable';
const UNREADABLE = 'unreadable';
/** Our own first attempt, whose answer did not come in time, is still being worked on. */
const UNDER_WAY = 'request_under_way';

/** An answer that is not a success, with everything the control plane said about it. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly refusals: readonly Refusal[];
  readonly problems: readonly { field: string; message: string }[];

  constructor(status: number, error: ErrorBody['error'], options?: ErrorOptions) {
    super(unbroken(error.message), options);
    this.name = 'ApiError';
    this.status = status;
    this.code = error.code;
    this.refusals = (error.refusals ?? []).map(readable);
    this.problems = (error.problems ?? []).map(readable);
  }
}

/** What people read of an answer: no line of it ends between a number and its unit. */
function readable<T extends { readonly message: string }>(told: T): T {
  return { ...told, message: unbroken(told.message) };
}

/** The request got no answer: the network, the machine or the process is away. */
export function unreachable(cause: unknown): ApiError {
  const message = 'The control plane did not answer.';
  return new ApiError(0, { code: UNREACHABLE, message }, { cause });
}

/** A success that says nothing we can read: perhaps the page of a proxy. What became of the request is not known. */
export function unreadableAnswer(status: number, cause?: unknown): ApiError {
  const message = `The server answered ${status} with something that is not from the control plane.`;
  return new ApiError(status, { code: UNREADABLE, message }, { cause });
}

/** Reads the error body of an answer; an answer of another shape (a proxy's page) still becomes an `ApiError`. */
export function errorFromAnswer(status: number, text: string): ApiError {
  const body = parseErrorBody(text);
  if (body) return new ApiError(status, body.error);
  return new ApiError(status, { code: 'internal', message: `The server answered ${status} without saying why.` });
}

/** Whether trying the same action again with the same key can help: no decision was heard. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.code === UNREACHABLE || error.code === UNDER_WAY || error.status === 502 || error.status === 504;
}

/** Whether nobody knows what became of the action: pressing again must repeat it, and not do it twice. */
export function isUndecided(error: unknown): boolean {
  return isRetryable(error) || (error instanceof ApiError && error.code === UNREADABLE);
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}

/** What a person can do about it, by code. */
const advice: Readonly<Record<string, string>> = {
  [UNREACHABLE]: 'Check the connection and try again: repeating the same action is harmless.',
  [UNREADABLE]: 'Is there a proxy, or its sign-in page, between this page and the control plane?',
  [UNDER_WAY]: 'Press again in a moment: it is not done twice, and you are told what came of it.',
  database_unavailable: 'Try again when the database is back. Halts work without it.',
  hold_switch_set: 'Release the hold switch when the incident is over, then start again.',
  call_group_essential: 'Make a tester token instead: it fails only requests that carry it.',
  call_group_busy: 'Wait for the other experiment to end, or halt it.',
  no_free_traffic: 'Wait for the other experiment to end, or choose a smaller share.',
  share_above_limit: 'Choose a smaller share, or draft it for another person to approve.',
  region_above_limit:
    'Choose a smaller share, wait for other experiments to end, or draft it for another person to approve.',
  window_closed: 'Wait until the window opens, or schedule it: in the designer, or hormesis run … --at.',
  approval_needed: 'Draft it, and let another person approve it.',
  exposure_unreachable: 'Ask for fewer units, take a larger share, or give the stage longer.',
  finding_open: 'Open the finding: mark it as fixed, or accept it until a day. Testers may run it meanwhile.',
  no_agents: 'Start a service with the agent, then try again.',
  changed_meanwhile: 'Nothing of yours is lost. Look at what was changed before you save again.',
  not_allowed: 'Ask an operator or an admin of this Hormesis.',
  wrong_state: 'It has moved on since this page was drawn; look at its state again.',
  too_many_requests: 'Wait a few seconds and try again.',
  internal: 'The details are in the log of the control plane.',
};

/** One sentence on what to do, or nothing when the message already says it. */
export function adviceFor(code: string): string | undefined {
  return advice[code];
}

function parseErrorBody(text: string): ErrorBody | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return isErrorBody(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

function isErrorBody(body: unknown): body is ErrorBody {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false;
  const { error } = body;
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';
}
