import { useEffect, useState } from 'react';

/** The present time in milliseconds, renewed every `everyMs`; for relative times and running counts. */
export function useClock(everyMs = 1_000): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}
