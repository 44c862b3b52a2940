import { createTokenBody, signInBody } from '@hormesis/contract/access.ts';
import { reasonBody } from '@hormesis/contract/experiment.ts';
import { SESSION_COOKIE } from '@hormesis/contract/http-api.ts';
import { type Response, Router } from 'express';
import { ApiError } from '../../platform/api-error.ts';
import { writeAudit } from '../../platform/audit-log.ts';
import type { Database } from '../../platform/database.ts';
import { handler, parameter, parseBody } from '../../platform/http.ts';
import { actorOf, allow, identityOf } from '../../platform/identity.ts';
import { type Access, SESSION_MS } from './access.ts';
import { listTokens, revoke } from './access-queries.ts';
import { secretOf } from './authenticate.ts';

/** `/session` and `/access-tokens`. */
export function accessRoutes(access: Access, database: Database): Router {
  const router = Router();
  sessionRoutes(router, access);
  tokenRoutes(router, access, database);
  return router;
}

/** A browser trades a token or a sign-in link for a cookie, and gives it back. */
function sessionRoutes(router: Router, access: Access): void {
  router.get('/session', allow('viewer'), (request, response) => {
    response.json(identityOf(request));
  });
  router.post(
    '/session',
    handler(async (request, response) => {
      const { token } = parseBody(signInBody, request);
      const signedIn = await access.signIn(token);
      if (!signedIn) {
        throw new ApiError(
          'not_signed_in',
          'this token or sign-in link is not known, or has run out; the last "npm start" printed a fresh link',
        );
      }
      setCookie(response, signedIn.session, SESSION_MS);
      response.json(signedIn.identity);
    }),
  );
  router.post(
    '/session/end',
    allow('viewer'),
    handler(async (request, response) => {
      const secret = secretOf(request);
      if (secret) await access.signOut(secret);
      setCookie(response, '', 0);
      response.json({});
    }),
  );
}

/** Admins make, list and revoke the tokens of people, scripts and agents. */
function tokenRoutes(router: Router, access: Access, database: Database): void {
  router.get(
    '/access-tokens',
    allow('admin'),
    handler(async (_request, response) => {
      response.json({ items: await listTokens(database) });
    }),
  );
  router.post(
    '/access-tokens',
    allow('admin'),
    handler(async (request, response) => {
      const { name, role } = parseBody(createTokenBody, request);
      const created = await access.create('token', name, role);
      await writeAudit(database, actorOf(request), 'access_token_created', created.id, { name, role });
      response.status(201).json(created);
    }),
  );
  router.post(
    '/access-tokens/:id/revoke',
    allow('admin'),
    handler(async (request, response) => {
      const { reason } = parseBody(reasonBody, request);
      const revoked = await database.transaction(async (client) => {
        const token = await revoke(client, parameter(request, 'id'));
        const detail = { name: token?.name, reason };
        if (token) await writeAudit(client, actorOf(request), 'access_token_revoked', token.id, detail);
        return token;
      });
      if (!revoked)
        throw new ApiError('not_found', `there is no living access token ${JSON.stringify(parameter(request, 'id'))}`);
      access.forget();
      response.json(revoked);
    }),
  );
}

// Strict: no other site's page can make the browser send it.
function setCookie(response: Response, value: string, maxAge: number): void {
  response.cookie(SESSION_COOKIE, value, {
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    maxAge,
    secure: response.req.secure,
  });
}
