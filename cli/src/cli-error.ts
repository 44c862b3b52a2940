import type { Refusal } from '@hormesis/contract/errors.ts';
import type { Problem } from '@hormesis/contract/scenario.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';

export interface ErrorDetail {
  readonly code: string;
  readonly exitCode?: ExitCode;
  readonly refusals?: readonly Refusal[];
  readonly problems?: readonly Pick<Problem, 'field' | 'message'>[];
  readonly cause?: unknown;
}

/** A failure that is told to the person in full; anything else that is thrown is a bug of this program. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly refusals: readonly Refusal[];
  readonly problems: readonly Pick<Problem, 'field' | 'message'>[];
  /** What was refused, where a command knows it: advice names it. */
  scenario = '<scenario>';

  constructor(message: string, detail: ErrorDetail) {
    super(message, { cause: detail.cause });
    this.code = detail.code;
    this.exitCode = detail.exitCode ?? exitCodes.usage;
    this.refusals = detail.refusals ?? [];
    this.problems = detail.problems ?? [];
  }

  /** What `--json` prints on stdout instead of a result. */
  toJSON(): { error: Record<string, unknown> } {
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(this.problems.length > 0 && { problems: this.problems }),
        ...(this.refusals.length > 0 && { refusals: this.refusals }),
      },
    };
  }
}

/** Something on the command line or in the environment can't be used as it is. */
export function usageError(message: string): CliError {
  return new CliError(message, { code: 'usage' });
}
