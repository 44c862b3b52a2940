import { type ErrorBody, type ErrorCode, errorCodes, type Refusal } from '@hormesis/contract/errors.ts';

/** An error the caller is told about: a registered code, a sentence, and the fields or limits concerned. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  readonly problems: { field: string; message: string }[] | undefined;
  readonly refusals: Refusal[] | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    details: { problems?: { field: string; message: string }[]; refusals?: Refusal[]; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.code = code;
    this.problems = details.problems;
    this.refusals = details.refusals;
  }

  get status(): number {
    return errorCodes[this.code].status;
  }

  body(): ErrorBody {
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(this.problems ? { problems: this.problems } : {}),
        ...(this.refusals ? { refusals: this.refusals } : {}),
      },
    };
  }
}

/** All limits that refused, in one error; the first one gives the code. */
export function refused(
  refusals: readonly [Refusal & { code: ErrorCode }, ...(Refusal & { code: ErrorCode })[]],
): ApiError {
  const [first] = refusals;
  const message =
    refusals.length === 1
      ? first.message
      : `refused by ${refusals.length} limits: ${refusals.map((refusal) => refusal.message).join('; ')}`;
  return new ApiError(first.code, message, { refusals: [...refusals] });
}
