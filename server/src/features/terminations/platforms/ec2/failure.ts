import type { Failure } from '../../platform-port.ts';

/** Codes as AWS documents them for EC2, Auto Scaling and STS. */
const kinds: Readonly<Record<string, Failure['kind']>> = {
  CredentialsProviderError: 'no_credentials',
  TokenProviderError: 'no_credentials',
  AuthFailure: 'no_credentials',
  InvalidClientTokenId: 'no_credentials',
  UnrecognizedClientException: 'no_credentials',
  MissingAuthenticationToken: 'no_credentials',
  SignatureDoesNotMatch: 'no_credentials',
  ExpiredToken: 'expired_credentials',
  ExpiredTokenException: 'expired_credentials',
  RequestExpired: 'expired_credentials',
  TokenRefreshRequired: 'expired_credentials',
  UnauthorizedOperation: 'not_allowed',
  AccessDenied: 'not_allowed',
  AccessDeniedException: 'not_allowed',
  OptInRequired: 'not_allowed',
  PendingVerification: 'not_allowed',
  RequestLimitExceeded: 'throttled',
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  TooManyRequestsException: 'throttled',
  // An answer, but none that says whether it was done.
  InternalError: 'unreachable',
  InternalFailure: 'unreachable',
  ServiceUnavailable: 'unreachable',
  Unavailable: 'unreachable',
};

/** What an error of AWS's client means. `asked` is the permission that was needed, for instance `ec2:TerminateInstances`. */
export function failureOf(error: unknown, asked: string): Failure {
  const code = codeOf(error);
  const kind = kindOf(error, code);
  const words = error instanceof Error && error.message ? error.message : String(error);
  const missing = kind === 'not_allowed' && code !== 'OptInRequired' && code !== 'PendingVerification';
  return { kind, code, words, missingPermission: missing ? (namedIn(words) ?? asked) : null };
}

export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  // The network's code says more than the client's class: ECONNREFUSED, not "Error".
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function kindOf(error: unknown, code: string): Failure['kind'] {
  const known = kinds[code];
  if (known !== undefined) return known;
  const status = statusOf(error);
  if (status === 429) return 'throttled';
  // No status: no answer. It may have got there all the same.
  return status === null || status >= 500 ? 'unreachable' : 'other';
}

function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('$metadata' in error)) return null;
  return (error.$metadata as { httpStatusCode?: number }).httpStatusCode ?? null;
}

/** "… is not authorized to perform: sts:AssumeRole on resource: arn:…" */
function namedIn(words: string): string | null {
  const [, action, resource] = /not authorized to perform: ([\w-]+:\w+)(?: on resource: (\S+))?/.exec(words) ?? [];
  if (!action) return null;
  return action === 'sts:AssumeRole' && resource ? `${action} on ${resource}` : action;
}
