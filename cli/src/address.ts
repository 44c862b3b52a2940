import { usageError } from './cli-error.ts';

export const DEFAULT_URL = 'http://127.0.0.1:7070';
const SIGN_IN_PATH = '/sign-in';

/**
 * Reads the address of a control plane: scheme, host, and a path when it lives below one; no slash at the end.
 * @throws CliError naming the value and what is allowed.
 */
export function parseAddress(text: string): string {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw usageError(`address ${JSON.stringify(text)} is not allowed: give http://host:port or https://host`);
  }
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    throw usageError('an address must not carry a user or a password: the token is given separately');
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** What was given to `login`: a plain address, or the sign-in link with its code behind the `#`. */
export type LoginTarget = { readonly url: string; readonly code: string | null };

/** @throws CliError for a link whose code was lost on the way. */
export function parseLoginTarget(text: string): LoginTarget {
  const url = parseAddress(text);
  if (!url.endsWith(SIGN_IN_PATH)) return { url, code: null };
  const code = decodeURIComponent(new URL(text).hash.slice(1));
  if (code === '') {
    throw usageError('the sign-in link has lost its code: copy the whole link, with everything behind the #');
  }
  return { url: url.slice(0, -SIGN_IN_PATH.length), code };
}

/** True when what is sent there can be read on the way: plain HTTP to another machine. */
export function isReadableOnTheWay(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !(hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.'));
}
