import { expect, test } from 'vitest';
import { failureOf } from './failure.ts';

const error = (name: string, message: string, httpStatusCode?: number) =>
  Object.assign(new Error(message), { name, ...(httpStatusCode ? { $metadata: { httpStatusCode } } : {}) });

test.each([
  [error('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403), 'ec2:TerminateInstances'],
  [
    error(
      'AccessDenied',
      'User: arn:aws:iam::1:user/x is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::2:role/h',
      403,
    ),
    'sts:AssumeRole on arn:aws:iam::2:role/h',
  ],
])('what is missing is named: %s', (thrown, missingPermission) => {
  expect(failureOf(thrown, 'ec2:TerminateInstances')).toMatchObject({ kind: 'not_allowed', missingPermission });
});

test.each([
  [error('RequestLimitExceeded', 'Request limit exceeded.', 503), 'throttled'],
  [error('ThrottlingException', 'Rate exceeded', 400), 'throttled'],
  [error('Whatever', 'slow down', 429), 'throttled'],
  [error('RequestExpired', 'Request has expired.', 400), 'expired_credentials'],
  [error('ExpiredToken', 'The security token included in the request is expired', 403), 'expired_credentials'],
  [error('CredentialsProviderError', 'Could not load credentials from any providers'), 'no_credentials'],
  // Whether it was done nobody knows, so it must not be tried again by itself.
  [error('InternalError', 'An internal error has occurred', 500), 'unreachable'],
  [error('AbortError', 'Request aborted'), 'unreachable'],
  [Object.assign(error('Error', 'connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), 'unreachable'],
  [error('InvalidParameterValue', 'no', 400), 'other'],
])('%s is %s', (thrown, kind) => {
  expect(failureOf(thrown, 'ec2:DescribeInstances')).toMatchObject({ kind, missingPermission: null });
});
