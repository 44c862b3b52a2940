import { UpstreamTimeout } from './upstream.ts';

/**
 * Calls, and calls again at once when that failed, at most `more` times: somebody thought it cannot hurt. A dependency
 * that is down gets so many times its usual calls. What took too long is not tried again: nobody would wait for it.
 */
export async function insist<Result>(call: () => Promise<Result>, more: number): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (more === 0 || error instanceof UpstreamTimeout) throw error;
    return insist(call, more - 1);
  }
}
