import { SESSION_COOKIE } from '@hormesis/contract/http-api.ts';
import type { Request, RequestHandler } from 'express';
import { isHalt } from '../../platform/http.ts';
import { setIdentity } from '../../platform/identity.ts';
import type { Access } from './access.ts';

/** Finds out who sends a request: a bearer token first, then the session cookie. Whoever is unknown stays nobody. */
export function authenticate(access: Access): RequestHandler {
  return (request, _response, next) => {
    const secret = secretOf(request);
    if (!secret) return next();
    const asking = isHalt(request) ? access.identifyForHalt(secret) : access.identify(secret);
    asking.then((identity) => {
      if (identity) setIdentity(request, identity);
      next();
    }, next);
  };
}

/** The secret a request carries, or null. */
export function secretOf(request: Pick<Request, 'headers'>): string | null {
  const header = request.headers.authorization;
  if (header !== undefined) return /^Bearer ([\x21-\x7e]{1,200})$/i.exec(header)?.[1] ?? null;
  const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
  const ours = cookies.find((cookie) => cookie.startsWith(`${SESSION_COOKIE}=`));
  return ours?.slice(SESSION_COOKIE.length + 1) || null;
}
