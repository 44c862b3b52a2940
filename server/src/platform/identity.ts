import type { AccessRole, Identity } from '@hormesis/contract/access.ts';
import type { Request, RequestHandler } from 'express';
import { ApiError } from './api-error.ts';

const identities = new WeakMap<object, Identity>();
// Each role may do what the ones before it may; `agent` is outside this order.
const ORDER: readonly AccessRole[] = ['viewer', 'operator', 'admin'];

/** Remembers who sent `request`. */
export function setIdentity(request: Request, identity: Identity): void {
  identities.set(request, identity);
}

/** Who sent `request`, or null. */
export function identityOf(request: Request): Identity | null {
  return identities.get(request) ?? null;
}

/** The name to write into timeline and audit. */
export function actorOf(request: Request): string {
  return identityOf(request)?.name ?? 'nobody';
}

/** Who sent `request`, behind a route that lets nobody pass unknown. */
export function personOf(request: Request): Identity {
  return identityOf(request) ?? { name: 'nobody', role: 'viewer' };
}

/** Lets `least` and the roles above it pass. */
export function allow(least: AccessRole): RequestHandler {
  return (request, _response, next) => {
    const identity = identityOf(request);
    if (!identity)
      return next(new ApiError('not_signed_in', 'sign in first: send a bearer token, or open the sign-in link'));
    if (ORDER.indexOf(identity.role) < ORDER.indexOf(least)) {
      return next(
        new ApiError('not_allowed', `this needs the role ${least}; ${identity.name} has the role ${identity.role}`),
      );
    }
    next();
  };
}
