import type { BreakerEvent } from '@hormesis/link/agent.ts';
import { Hook } from 'require-in-the-middle';
import type { Plane } from '../plane.ts';
import { observe, type Subscribe } from './breaker.ts';

/** What we need of an opossum breaker: it tells its events. */
export interface BreakerEvents {
  on(event: string, listener: (...args: never[]) => void): unknown;
}

const EVENTS: Readonly<Record<string, BreakerEvent>> = {
  open: 'opened',
  reject: 'rejected',
  timeout: 'timed_out',
  fallback: 'fallback',
};

/** Subscribes to a breaker of opossum. */
export function eventsOfOpossum(breaker: BreakerEvents): Subscribe {
  return (tell) => {
    for (const [name, event] of Object.entries(EVENTS)) breaker.on(name, () => tell(event));
  };
}

/**
 * Circuit breakers of opossum are observed without the application doing anything. Its class is patched when it is
 * loaded; as opossum is CommonJS inside, `require` is on the way for applications written in ESM as well.
 */
export function hookOpossum(plane: Plane): void {
  new Hook(['opossum'], { internals: true }, (exports) => {
    try {
      patch(plane, exports);
    } catch {
      plane.agent.count('hook_failed');
    }
    return exports;
  });
}

interface BreakerClass {
  readonly prototype: BreakerEvents & { call(this: BreakerEvents, ...args: unknown[]): Promise<unknown> };
}

const PATCHED = Symbol('hormesis.patched');

/** `fire` goes through `call`, so one method is enough. */
function patch(plane: Plane, exports: unknown): void {
  if (!isBreakerClass(exports) || Object.hasOwn(exports.prototype, PATCHED)) return;
  Object.defineProperty(exports.prototype, PATCHED, { value: true });
  const { call } = exports.prototype;
  exports.prototype.call = function (this: BreakerEvents, ...args: unknown[]) {
    const observed = observe(plane, this, eventsOfOpossum(this));
    return observed === null ? call.apply(this, args) : observed.run(() => call.apply(this, args));
  };
}

function isBreakerClass(value: unknown): value is BreakerClass {
  if (typeof value !== 'function') return false;
  const prototype: unknown = value.prototype;
  return typeof prototype === 'object' && prototype !== null && 'fire' in prototype && 'call' in prototype;
}
