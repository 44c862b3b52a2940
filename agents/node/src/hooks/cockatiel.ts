import { readFileSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { Hook } from 'require-in-the-middle';
import type { Plane } from '../plane.ts';
import { observe, type PolicyEvent, type Subscribe } from './breaker.ts';

type Listen = (listener: (told: unknown) => void) => unknown;

/** What we need of a policy of cockatiel; each has some of the events. */
export interface PolicyEvents {
  execute(...args: never[]): Promise<unknown>;
  readonly onBreak?: Listen;
  readonly onReject?: Listen;
  readonly onTimeout?: Listen;
  readonly onRetry?: Listen;
  readonly onSuccess?: Listen;
  readonly onFailure?: Listen;
}

/** Told by ourselves: cockatiel throws when a circuit is open and has no event for it. */
const rejections = new WeakMap<object, (event: PolicyEvent) => void>();

/** Subscribes to a policy of cockatiel. A fallback is served after each failure that its policy handles. */
export function eventsOfCockatiel(policy: PolicyEvents): Subscribe {
  return (tell) => {
    rejections.set(policy, tell);
    policy.onBreak?.(() => tell('opened'));
    policy.onReject?.(() => tell('rejected'));
    policy.onTimeout?.(() => tell('timed_out'));
    if (policy.onRetry) {
      policy.onRetry(() => tell('retry'));
      policy.onSuccess?.(() => tell('retry_succeeded'));
    }
    if (policy.constructor.name === 'FallbackPolicy') {
      policy.onFailure?.((told) => {
        if (isObject(told) && 'handled' in told && told.handled === true) tell('fallback');
      });
    }
  };
}

const CLASSES = ['FallbackPolicy', 'CircuitBreakerPolicy', 'BulkheadPolicy', 'TimeoutPolicy', 'RetryPolicy'] as const;
const PATCHED = Symbol('hormesis.patched');

/**
 * Policies of cockatiel are observed without the application doing anything: `execute` of each class is patched when the
 * class is loaded. Version 3 is CommonJS inside, so `require` is on the way; version 4 is ESM.
 */
export function hookCockatiel(plane: Plane): void {
  const guarded = (candidate: unknown) => {
    try {
      patch(plane, candidate);
    } catch {
      plane.agent.count('hook_failed');
    }
  };
  new Hook(['cockatiel'], { internals: true }, (exports) => {
    for (const name of CLASSES) if (isObject(exports) && name in exports) guarded(Reflect.get(exports, name));
    return exports;
  });
  hookModules(guarded);
}

function patch(plane: Plane, candidate: unknown): void {
  if (typeof candidate !== 'function' || !isObject(candidate.prototype)) return;
  const prototype = candidate.prototype as unknown as PolicyEvents & {
    execute(this: PolicyEvents, ...args: unknown[]): Promise<unknown>;
  };
  if (typeof prototype.execute !== 'function' || Object.hasOwn(prototype, PATCHED)) return;
  Object.defineProperty(prototype, PATCHED, { value: true });
  const { execute } = prototype;
  prototype.execute = function (this: PolicyEvents, ...args: unknown[]) {
    const observed = observe(plane, this, eventsOfCockatiel(this));
    if (observed === null) return execute.apply(this, args);
    return observed.run(() => {
      const pending = execute.apply(this, args);
      return this.onBreak ? pending.catch((error: unknown) => rethrow(this, error)) : pending;
    });
  };
}

function rethrow(policy: PolicyEvents, error: unknown): never {
  if (isObject(error) && 'isBrokenCircuitError' in error) rejections.get(policy)?.('rejected');
  throw error;
}

/** The place in the global scope where a class of an ES module shows itself to us. */
const SHOWN = Symbol.for('@hormesis/node/cockatiel');
const FILE = new RegExp(`/cockatiel/dist/(${CLASSES.join('|')})\\.js$`);

interface Loaded {
  readonly format?: string | null;
  readonly source?: string | ArrayBuffer | NodeJS.TypedArray | null;
}
type Load = (url: string, context: unknown, next: (url: string, context: unknown) => Loaded) => Loaded;

/**
 * A class of an ES module is out of everybody's reach, so a line at the end of its file shows it. Only where the
 * application has such a cockatiel: all other applications load their modules as if we were not there.
 * Needs `registerHooks` of Node 22.15 and later; cockatiel 4 itself asks for Node 22.
 */
function hookModules(show: (candidate: unknown) => void): void {
  const register = (module as { registerHooks?: (hooks: { load: Load }) => unknown }).registerHooks;
  if (register === undefined || !hasEsModules()) return;
  Object.defineProperty(globalThis, SHOWN, { value: show, configurable: true });
  const load: Load = (url, context, next) => {
    const loaded = next(url, context);
    const name = FILE.exec(url)?.[1];
    if (name === undefined || loaded.format !== 'module' || !loaded.source) return loaded;
    const text = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
    return { ...loaded, source: `${text}\nglobalThis[Symbol.for('@hormesis/node/cockatiel')]?.(${name});\n` };
  };
  register({ load });
}

function hasEsModules(): boolean {
  return [process.argv[1], `${process.cwd()}/package.json`].some((from) => {
    try {
      const file = createRequire(from ?? '').resolve('cockatiel/package.json');
      return JSON.parse(readFileSync(file, 'utf8')).type === 'module';
    } catch {
      return false;
    }
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
