import { withFallback } from '../platform/breaker.ts';
import { requiredText } from '../platform/environment.ts';
import { userOf } from '../platform/session-token.ts';
import { upstream } from '../platform/upstream.ts';

interface Checked {
  /** Null: the token is not one of ours, or it has run out. */
  readonly user: string | null;
  readonly by: 'identity' | 'signature';
}

/** Nobody waits longer for being recognised, milliseconds. */
const TIMEOUT_MS = 500;

/**
 * Who a session token belongs to. Identity is asked, because it also knows what was revoked; while it is down the
 * signature has to do: whoever was signed in stays signed in.
 */
export function sessionCheck() {
  const identity = upstream('identity', requiredText('gateway', 'IDENTITY_URL'), TIMEOUT_MS * 2);
  const checked = withFallback(
    'identity',
    async (token: string): Promise<Checked> => {
      const { user } = await identity.getJson<{ user: string | null }>(`/session?token=${encodeURIComponent(token)}`);
      return { user, by: 'identity' };
    },
    (token: string): Checked => ({ user: userOf(token, Date.now()), by: 'signature' }),
    TIMEOUT_MS,
  );
  return {
    of: (token: string) => checked.fire(token),
    close: () => {
      checked.shutdown();
      identity.close();
    },
  };
}
