import type { Callee, Injection } from '@hormesis/link/agent.ts';
import { OutgoingCall } from './context/outgoing-call.ts';
import { type Continuation, ON } from './faults/continuation.ts';
import { actsOn, beginFault, type Cancel } from './faults/fault.ts';
import { InjectedFaultError } from './injected-fault-error.ts';
import { currentPlane, type Plane } from './plane.ts';

export interface InjectionPointOptions {
  /**
   * The work serves several users in one call (a DataLoader batch, a single-flight, a cache fill): it is counted, and
   * never failed, because a fault meant for one user would hit the others too.
   */
  readonly sharedByUsers?: boolean;
  /** The caller gives up: a call that is delayed or hangs ends at once, rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Where the call goes, if the caller knows: only then can a fault by place hit it. */
  readonly place?: { readonly region?: string; readonly zone?: string };
}

/** `custom:dependency` or `custom:dependency/operation`. */
const NAME = /^custom:([A-Za-z0-9._-]+)(?:\/(.{1,200}))?$/;

/**
 * Makes a call that no hook sees into a call group of its own: `injectionPoint('custom:license/issue', () => issue(user))`.
 * Answers what `work` answers. A latency fault waits before `work`, a timeout hangs before it until the fault is released
 * or `signal` aborts; an error or abort fault throws an `InjectedFaultError` instead of calling it. While the agent is off
 * this is a plain call.
 *
 * @throws TypeError when the name has not the form `custom:dependency[/operation]`.
 */
export async function injectionPoint<T>(
  name: string,
  work: () => T | PromiseLike<T>,
  options: InjectionPointOptions = {},
): Promise<T> {
  const match = NAME.exec(name);
  if (match?.[1] === undefined) {
    throw new TypeError(
      `an injection point's name must have the form custom:dependency[/operation], got ${JSON.stringify(name)}`,
    );
  }
  const plane = currentPlane();
  if (plane === undefined) return work();
  const callGroup = plane.agent.callGroup('custom', match[1], match[2]);
  const call = new OutgoingCall(plane, callGroup, placeOf(options));
  const injection = options.sharedByUsers ? null : call.decide();
  try {
    if (injection !== null) await suffer(plane, call, injection, options.signal);
    const result = await work();
    call.finished(false);
    return result;
  } catch (error) {
    call.finished(true);
    throw error;
  }
}

/** A place without a name is none. */
function placeOf({ place }: InjectionPointOptions): Callee {
  return place ? { region: place.region ?? null, zone: place.zone ?? null } : null;
}

/** Comes back when the real work may begin. */
async function suffer(plane: Plane, call: OutgoingCall, injection: Injection, signal?: AbortSignal): Promise<void> {
  const next = await acted(plane, call, injection, signal).finally(() => injection.end());
  const { experiment, callGroup } = injection;
  switch (next.go) {
    case 'on':
      // There is no body whose bytes could be touched. The control plane refuses such a fault; an agent leaves it out.
      if (next.body !== null) injection.skipped();
      return;
    case 'answer':
      throw new InjectedFaultError({ status: next.status, body: next.body, experiment, callGroup });
    case 'reset':
      throw new InjectedFaultError({ status: null, experiment, callGroup });
  }
}

/** Rejects with the reason of `signal` when the caller gives up first. */
function acted(plane: Plane, call: OutgoingCall, injection: Injection, signal?: AbortSignal): Promise<Continuation> {
  return new Promise((resolve, reject) => {
    let cancel: Cancel = () => {};
    const gaveUp = () => {
      cancel();
      reject(signal?.reason);
    };
    try {
      if (!injection.released.aborted && actsOn(injection.fault) === 'call') call.applied(injection);
      signal?.addEventListener('abort', gaveUp, { once: true });
      cancel = beginFault(injection.fault, injection.released, (next) => {
        signal?.removeEventListener('abort', gaveUp);
        resolve(next);
      });
      if (signal?.aborted) gaveUp();
    } catch {
      plane.agent.count('hook_failed');
      injection.skipped();
      resolve(ON);
    }
  });
}
