import type { ErrorRequestHandler, RequestHandler } from 'express';
import { ApiError } from '../platform/api-error.ts';
import { isBadValue, isDatabaseAway } from '../platform/database.ts';
import type { Logger } from '../platform/logging.ts';

/** Turns whatever was thrown into a registered code; what nobody expected is logged and told without its inside. */
export function errorHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const told = toApiError(error);
    if (told.status >= 500) log.error({ err: error, method: request.method, path: request.path }, 'a request failed');
    response.status(told.status).json(told.body());
  };
}

export const unknownRoute: RequestHandler = (request, _response, next) => {
  next(new ApiError('not_found', `there is no ${request.method} ${request.originalUrl.split('?')[0]}`));
};

function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (isDatabaseAway(error)) {
    return new ApiError(
      'database_unavailable',
      'the database is away; nothing was changed. Agents stop injecting when their lease ends. Halts still go out.',
      { cause: error },
    );
  }
  if (error instanceof Error && 'type' in error && String(error.type).startsWith('entity.')) {
    return new ApiError('bad_request', `the body is not usable JSON: ${error.message}`, { cause: error });
  }
  if (isBadValue(error)) {
    return new ApiError('bad_request', `a value cannot be kept: ${(error as Error).message}`, { cause: error });
  }
  // Express says so of what it could not read: a path with a broken %-escape, an unknown content encoding.
  if (error instanceof Error && 'status' in error && Number(error.status) >= 400 && Number(error.status) < 500) {
    return new ApiError('bad_request', `the request cannot be read: ${error.message}`, { cause: error });
  }
  return new ApiError('internal', 'something went wrong inside the control plane; its log has the details', {
    cause: error,
  });
}
