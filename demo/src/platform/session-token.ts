import { createHmac, timingSafeEqual } from 'node:crypto';

/** A demo has no secrets; a real fleet gives this to identity and gateway alone. */
const KEY = 'everybody may know the key of the demo';
const FORM = /^([a-z0-9]{1,40})\.([0-9a-z]{1,11})\.([A-Za-z0-9_-]{43})$/;

/** Says who somebody is until `untilMs` (milliseconds since 1970), for whoever holds the key: `user.expiry.signature`. */
export function sessionToken(user: string, untilMs: number): string {
  const words = `${user}.${Math.floor(untilMs / 1_000).toString(36)}`;
  return `${words}.${sign(words)}`;
}

/** The user of a token that was signed by us and has not run out; null: it says nothing. */
export function userOf(token: string, nowMs: number): string | null {
  const [, user, expiry, signature] = FORM.exec(token) ?? [];
  if (user === undefined || expiry === undefined || signature === undefined) return null;
  const fits = timingSafeEqual(Buffer.from(sign(`${user}.${expiry}`)), Buffer.from(signature));
  return fits && Number.parseInt(expiry, 36) * 1_000 > nowMs ? user : null;
}

function sign(words: string): string {
  return createHmac('sha256', KEY).update(words).digest('base64url');
}
