import { z } from 'zod';
import { accessToken, createdToken, createTokenBody, identity, signInBody } from './access.ts';
import { type ApiRoute, json, list } from './api-route.ts';
import { reasonBody } from './experiment.ts';

const ACCESS = 'Access';

/** The routes of access: signing in, and tokens. */
export const accessRoutes: readonly ApiRoute[] = [
  {
    method: 'POST',
    path: '/session',
    id: 'signIn',
    group: ACCESS,
    summary: 'Sign a browser in',
    detail: 'Takes an access token or the code of a sign-in link and sets the session’s cookie.',
    role: 'anyone',
    body: signInBody,
    answer: json(identity),
    errors: ['not_signed_in', 'too_many_requests'],
  },
  {
    method: 'GET',
    path: '/session',
    id: 'getSession',
    group: ACCESS,
    summary: 'Who is signed in',
    role: 'viewer',
    answer: json(identity),
    errors: [],
  },
  {
    method: 'POST',
    path: '/session/end',
    id: 'signOut',
    group: ACCESS,
    summary: 'Sign the browser out',
    role: 'viewer',
    answer: json(z.object({})),
    errors: [],
  },
  {
    method: 'GET',
    path: '/access-tokens',
    id: 'listAccessTokens',
    group: ACCESS,
    summary: 'All living access tokens, newest first',
    role: 'admin',
    answer: list(accessToken),
    errors: [],
  },
  {
    method: 'POST',
    path: '/access-tokens',
    id: 'createAccessToken',
    group: ACCESS,
    summary: 'Create an access token; its text is told this once',
    role: 'admin',
    body: createTokenBody,
    answer: json(createdToken, 201),
    errors: ['wrong_state'],
  },
  {
    method: 'POST',
    path: '/access-tokens/:id/revoke',
    id: 'revokeAccessToken',
    group: ACCESS,
    summary: 'Revoke an access token at once',
    role: 'admin',
    body: reasonBody,
    answer: json(accessToken),
    errors: ['not_found'],
  },
];
