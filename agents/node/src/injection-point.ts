import type { Injection } from '@hormesis/link/agent.ts';
import { OutgoingCall } from './context/outgoing-call.ts';
import { beginFault, type Continuation } from './faults/fault.ts';
import { InjectedFaultError } from './injected-fault-error.ts';
import { currentPlane, type Plane } from './plane.ts';

export interface InjectionPointOptions {
  /**
   * The work serves several users in one call (a DataLoader batch, a single-flight, a cache fill): it is counted, and
   * never failed, because a fault meant for one user would hit the others too.
   */
  readonly sharedByUsers?: boolean;
}

/** `custom:dependency` or `custom:dependency/operation`. */
const NAME = /^custom:([A-Za-z0-9._-]+)(?:\/(.{1,200}))?$/;

/**
 * Makes a call that no hook sees into a call group of its own: `injectionPoint('custom:license/issue', () => issue(user))`.
 * Answers what `work` answers. A latency fault waits before `work`; an error fault throws an `InjectedFaultError` instead
 * of calling it. While the agent is off this is a plain call.
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
  const call = new OutgoingCall(plane, callGroup);
  const injection = options.sharedByUsers ? null : call.decide();
  try {
    if (injection !== null) await suffer(plane, call, injection);
    const result = await work();
    call.finished(false);
    return result;
  } catch (error) {
    call.finished(true);
    throw error;
  }
}

/** Comes back when the real work may begin. */
async function suffer(plane: Plane, call: OutgoingCall, injection: Injection): Promise<void> {
  const next = await acted(plane, call, injection);
  injection.end();
  if (next.go === 'answer') {
    const { experiment, callGroup } = injection;
    throw new InjectedFaultError({ status: next.status, body: next.body, experiment, callGroup });
  }
}

function acted(plane: Plane, call: OutgoingCall, injection: Injection): Promise<Continuation> {
  return new Promise((resolve) => {
    try {
      if (!injection.released.aborted) call.applied(injection);
      beginFault(injection.fault, injection.released, resolve);
    } catch {
      plane.agent.count('hook_failed');
      injection.skipped();
      resolve({ go: 'on' });
    }
  });
}
