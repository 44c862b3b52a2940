import { STATUS_CODES } from 'node:http';
import type { Failure, TerminationOutcome } from '../../platform-port.ts';
import { NoCredentials } from './no-credentials.ts';

/** What the API server answers with when it does not do what was asked: a `Status`, and what came with it. */
interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
  readonly causes: readonly { readonly reason?: string; readonly message?: string }[];
  readonly retryAfterMs: number | null;
}

/**
 * The refusal in an error of the client, or null where nobody answered. The client brings the body as text or as what was
 * in it, according to what the API describes for that status.
 */
export function refusalOf(error: unknown): Refusal | null {
  // An aborted request has a numeric code too, and no body.
  if (!(error instanceof Error && 'code' in error && 'body' in error) || typeof error.code !== 'number') return null;
  const { code: status, body, headers } = error as Error & { code: number; body?: unknown; headers?: unknown };
  const said = statusIn(body);
  const reason = said.reason ?? STATUS_CODES[status] ?? '';
  return {
    status,
    reason,
    message: said.message ?? (typeof body === 'string' && body ? body : `the API server answered ${status} ${reason}`),
    causes: said.details?.causes ?? [],
    retryAfterMs: retryAfterMsOf(headers, said.details?.retryAfterSeconds),
  };
}

interface Status {
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly causes?: Refusal['causes']; readonly retryAfterSeconds?: number };
}

function statusIn(body: unknown): Status {
  if (typeof body === 'object' && body !== null) return body as Status;
  try {
    const parsed: unknown = JSON.parse(String(body));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Status) : {};
  } catch {
    return {};
  }
}

function retryAfterMsOf(headers: unknown, detailsSeconds: number | undefined): number | null {
  const header =
    typeof headers === 'object' && headers !== null && 'retry-after' in headers ? headers['retry-after'] : '';
  const seconds = Number(header || detailsSeconds || Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1_000 : null;
}

/** What an error of the cluster's client means. */
export function failureOf(error: unknown): Failure {
  const refusal = refusalOf(error);
  if (refusal === null) return withoutAnswer(error);
  const { status, reason, message, retryAfterMs } = refusal;
  return {
    kind: kindOf(status),
    code: reason ? `${status} ${reason}` : String(status),
    words: message,
    missingPermission: status === 403 ? missingPermission(message) : null,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  };
}

function kindOf(status: number): Failure['kind'] {
  switch (status) {
    case 401:
      return 'expired_credentials';
    case 403:
      return 'not_allowed';
    case 429:
      return 'throttled';
    default:
      // An answer, but none that says whether it was done.
      return status >= 500 ? 'unreachable' : 'other';
  }
}

function withoutAnswer(error: unknown): Failure {
  if (error instanceof NoCredentials)
    return { kind: 'no_credentials', code: 'kubeconfig', words: error.message, missingPermission: null };
  // fetch() wraps what the network says.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error ? codeOf(cause) : 'unknown';
  const words = cause instanceof Error ? cause.message || code : String(cause);
  return { kind: 'unreachable', code, words, missingPermission: null };
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/**
 * `create pods/eviction in namespace shop`, from RBAC's sentence: 'User "…" cannot create resource "pods/eviction" in API
 * group "" in the namespace "shop"'. null when somebody else said no, an admission webhook for instance.
 */
export function missingPermission(message: string): string | null {
  const said = /cannot (\S+) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]+)")?/.exec(message);
  if (said === null) return null;
  const [, verb, resource, group, namespace] = said;
  return `${verb} ${resource}${group ? `.${group}` : ''} ${namespace ? `in namespace ${namespace}` : 'in the whole cluster'}`;
}

/** Why a pod was not evicted or deleted. */
export function notTerminated(error: unknown): TerminationOutcome {
  const refusal = refusalOf(error);
  if (refusal === null) return { kind: 'failed', failure: failureOf(error) };
  const { status, message, causes } = refusal;
  // 409: the precondition on its uid does not hold, so another pod has its name.
  if (status === 404 || (status === 409 && /uid/i.test(message))) return { kind: 'vanished' };
  const budget = causes.find(({ reason }) => reason === 'DisruptionBudget');
  if (status === 429 && budget)
    return { kind: 'refused', by: 'disruption_budget', reason: [message, budget.message].filter(Boolean).join(' ') };
  // The API answers 500 to this one, though nothing is broken but the budgets.
  if (status === 500 && /more than one PodDisruptionBudget/.test(message))
    return { kind: 'refused', by: 'disruption_budget', reason: message };
  if (status === 403 && missingPermission(message) === null) return { kind: 'refused', by: 'other', reason: message };
  return { kind: 'failed', failure: failureOf(error) };
}
