import autocannon from 'autocannon';
import type { Drive, LoadMessage } from './drive.ts';
import { stepsOf, unitHeaders, withUnit } from './drive.ts';

/**
 * A process of its own that sends load: what it costs keeps no halt waiting. It goes on only as long as it is told to: when
 * nothing was heard for the time of a lease, or the control plane's process is gone, it ends.
 */
interface Running {
  stop(): void;
}

/** Somebody ends it long before, seconds. */
const LONGEST_SECONDS = 86_400;

let heard: NodeJS.Timeout | undefined;
let baggage: string | null = null;
let running: Running | null = null;
let sent = 0;

process.on('message', (message: LoadMessage) => {
  clearTimeout(heard);
  heard = setTimeout(() => process.exit(0), message.leaseMs);
  baggage = message.baggage;
  if (message.drive !== null) drive(message.drive);
});
process.on('disconnect', () => process.exit(0));

function drive(plan: Drive): void {
  for (const { afterMs, requestsPerSecond } of stepsOf(plan)) {
    setTimeout(() => {
      const before = running;
      running = begin(plan, requestsPerSecond);
      before?.stop();
    }, afterMs);
  }
}

function begin(plan: Drive, requestsPerSecond: number): Running {
  const started = autocannon(
    {
      ...{ url: plan.target, overallRate: requestsPerSecond, duration: LONGEST_SECONDS, timeout: 15 },
      // As many connections as it takes when each request lasts half a second.
      connections: Math.max(1, Math.ceil(requestsPerSecond / 2)),
      requests: plan.paths.map((path) => ({
        method: 'GET',
        setupRequest: (request) => {
          sent += 1;
          const unit = `load-${sent % plan.units}`;
          const headers = { ...request.headers, ...unitHeaders(plan.unit, unit), ...(baggage !== null && { baggage }) };
          return { ...request, path: withUnit(path, plan.unit, unit), headers };
        },
      })),
    },
    () => {},
  );
  // Its types leave out what its documentation promises.
  return started as unknown as Running;
}
