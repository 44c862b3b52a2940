import { sessionToken } from '../../demo/src/platform/session-token.ts';

/** People who press play, each once: every play is a user not seen before. */
export interface Viewers {
  /** How many have had their answer. */
  readonly served: number;
  leave(): Promise<void>;
}

/**
 * `atOnce` people play at a time, each after the one before had an answer: on a busy machine there is less traffic,
 * never a queue that makes the fleet fail by itself.
 */
export function viewers(gatewayUrl: string, atOnce: number): Viewers {
  let served = 0;
  let next = 0;
  let stay = true;
  const play = async () => {
    while (stay) {
      const user = `u${String(next++).padStart(6, '0')}`;
      const headers = { 'x-user-id': user, 'x-session': sessionToken(user, Date.now() + 60_000) };
      const response = await fetch(`${gatewayUrl}/play/paper-harbour`, { headers }).catch(() => null);
      await response?.arrayBuffer().catch(() => {});
      served += 1;
      await new Promise((wake) => setTimeout(wake, 50));
    }
  };
  const all = Array.from({ length: atOnce }, play);
  return {
    get served() {
      return served;
    },
    async leave() {
      stay = false;
      await Promise.all(all);
    },
  };
}
