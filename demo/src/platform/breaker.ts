import CircuitBreaker from 'opossum';

/** What a caller waits for a dependency it can do without, milliseconds. */
const TIMEOUT_MS = 800;

/**
 * A circuit breaker with a fallback around a call, as a careful team would set it up.
 *
 * The breaker is shared by all requests of the process, failed on purpose or not. It opens when half of at least 20 calls
 * in 5 s failed, and lets a probe through after one second: users who are left alone come back to the real answer within
 * about a second after the failures end.
 */
export function withFallback<Arguments extends unknown[], Result>(
  name: string,
  call: (...parameters: Arguments) => Promise<Result>,
  fallback: (...parameters: Arguments) => Result,
  timeoutMs = TIMEOUT_MS,
): { fire(...parameters: Arguments): Promise<Result>; shutdown(): void } {
  const breaker = new CircuitBreaker(call, {
    name,
    timeout: timeoutMs,
    resetTimeout: 1_000,
    errorThresholdPercentage: 50,
    volumeThreshold: 20,
    rollingCountTimeout: 5_000,
    rollingCountBuckets: 5,
    rollingPercentilesEnabled: false,
  });
  return breaker.fallback(fallback);
}
