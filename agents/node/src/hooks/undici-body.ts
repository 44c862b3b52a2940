import { type AffectedCall, changing } from '../faults/body-effect.ts';
import type { BodyEffect } from '../faults/continuation.ts';
import { Pace } from '../faults/pace.ts';
import { type Handler, withMethods } from './undici-handler.ts';

/** A call whose response's body an effect acts on, until it is `over`. */
export interface AffectedDispatch extends AffectedCall {
  readonly over: () => void;
}

/** The handler for the real dispatch, with the effect between the dependency's body and the caller. */
export function withBodyEffect(handler: Handler, effect: BodyEffect, call: AffectedDispatch): Handler {
  const hasController = typeof handler.onRequestStart === 'function';
  if (effect.effect === 'changed') return changed(handler, changing(effect, call), call, hasController);
  return hasController ? pacedByController(handler, effect, call) : pacedByCallbacks(handler, effect, call);
}

type Send = (method: string, ...args: unknown[]) => unknown;

function sendTo(handler: Handler): Send {
  return (method, ...args) => {
    const own = handler[method];
    return typeof own === 'function' ? Reflect.apply(own, handler, args) : undefined;
  };
}

function changed(
  handler: Handler,
  change: (chunk: Buffer) => Buffer,
  { over }: AffectedDispatch,
  hasController: boolean,
): Handler {
  const send = sendTo(handler);
  const ending = (method: string) => ({
    [method]: (...args: unknown[]) => {
      over();
      return send(method, ...args);
    },
  });
  return hasController
    ? withMethods(handler, {
        onResponseData: (controller, chunk) => send('onResponseData', controller, change(chunk as Buffer)),
        ...ending('onResponseEnd'),
        ...ending('onResponseError'),
      })
    : withMethods(handler, {
        onData: (chunk) => send('onData', change(chunk as Buffer)),
        ...ending('onComplete'),
        ...ending('onError'),
      });
}

type Paced = Extract<BodyEffect, { effect: 'paced' }>;

/** The old form holds its source back by what `onData` answers, and lets it go on with what `onHeaders` was given. */
function pacedByCallbacks(handler: Handler, { bytesPerSecond }: Paced, call: AffectedDispatch): Handler {
  const send = sendTo(handler);
  let resumeSource = () => {};
  const pace = new Pace(bytesPerSecond, call.released, {
    deliver: (chunk) => send('onData', chunk) !== false,
    drained: () => resumeSource(),
  });
  return withMethods(handler, {
    onHeaders: (status, headers, resume, ...rest) => {
      resumeSource = resume as () => void;
      return send('onHeaders', status, headers, () => pace.resume(), ...rest);
    },
    onData: (chunk) => {
      call.applied();
      return pace.write(chunk as Buffer);
    },
    onComplete: (...args) =>
      pace.end(() => {
        call.over();
        send('onComplete', ...args);
      }),
    onError: (...args) => {
      pace.stop();
      call.over();
      return send('onError', ...args);
    },
  });
}

interface Controller {
  pause(): void;
  resume(): void;
}

/** The newer form does both with a controller: the caller gets one of ours, which holds back what waits here. */
function pacedByController(handler: Handler, { bytesPerSecond }: Paced, call: AffectedDispatch): Handler {
  const send = sendTo(handler);
  let source: Controller = { pause: () => {}, resume: () => {} };
  let callerPaused = false;
  let caller: unknown = null;
  const pace = new Pace(bytesPerSecond, call.released, {
    deliver: (chunk) => {
      send('onResponseData', caller, chunk);
      return !callerPaused;
    },
    drained: () => source.resume(),
  });
  const pause = () => {
    callerPaused = true;
    source.pause();
  };
  const resume = () => {
    callerPaused = false;
    pace.resume();
  };
  const standingIn = (method: string, real: unknown, ...rest: unknown[]) => {
    if (source !== real) {
      source = real as Controller;
      caller = withMethods(real as Handler, { pause, resume });
    }
    return send(method, caller, ...rest);
  };
  const through =
    (method: string) =>
    (real: unknown, ...rest: unknown[]) =>
      standingIn(method, real, ...rest);
  return withMethods(handler, {
    onRequestStart: through('onRequestStart'),
    onResponseStart: through('onResponseStart'),
    onResponseData: (_real, chunk) => {
      call.applied();
      if (!pace.write(chunk as Buffer)) source.pause();
    },
    onResponseEnd: (real, ...rest) =>
      pace.end(() => {
        call.over();
        standingIn('onResponseEnd', real, ...rest);
      }),
    onResponseError: (real, ...rest) => {
      pace.stop();
      call.over();
      return standingIn('onResponseError', real, ...rest);
    },
  });
}
