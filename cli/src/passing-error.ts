import { CliError } from './cli-error.ts';

/** What a control plane that restarts says for a while: nothing, or a status of 500 and above. */
export function isPassing(error: unknown): error is CliError {
  return (
    error instanceof CliError &&
    /^(no_connection|http_5\d\d|database_unavailable|internal|too_many_requests|request_under_way)$/.test(error.code)
  );
}
