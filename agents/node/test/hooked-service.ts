import type http from 'node:http';
import type { DependencyEntry } from '../src/dependency-map.ts';
import { install } from '../src/install.ts';
import type { Plane } from '../src/plane.ts';
import { ScriptedAgent } from './scripted-agent.ts';
import { call, type Stage, serve } from './stage.ts';

/** A service under a scripted agent. Hooks hold for the whole process: a test file has one of these. */
export interface HookedService extends Stage {
  readonly agent: ScriptedAgent;
  readonly plane: Plane;
  /** What it does with a request. */
  work: (request: http.IncomingMessage) => Promise<unknown>;
  /** Sends it a request that belongs to an experiment, and resolves with what `what` made of it there. */
  carried<T>(what: (request: http.IncomingMessage) => Promise<T>): Promise<T>;
  /** The hooks hold one agent for good: it begins anew for the next test. */
  reset(): void;
}

export async function hookedService(dependencies: readonly DependencyEntry[]): Promise<HookedService> {
  const agent = new ScriptedAgent();
  const plane = install(agent, { url: 'http://127.0.0.1:1', dependencies, fleetSuffixes: [] });
  const stage = await serve((request, response) => {
    service.work(request).then(
      () => response.end('ok'),
      () => response.writeHead(500).end('broken'),
    );
  });
  const service: HookedService = {
    ...stage,
    agent,
    plane,
    work: async () => {},
    async carried<T>(what: (request: http.IncomingMessage) => Promise<T>) {
      let settled: PromiseSettledResult<T> | undefined;
      service.work = async (request) => {
        [settled] = await Promise.allSettled([what(request)]);
        if (settled?.status === 'rejected') throw settled.reason;
      };
      await call(`${stage.url}/titles`, { headers: { 'x-carried': '1' } });
      if (settled === undefined) throw new Error('the request did not reach the service');
      if (settled.status === 'rejected') throw settled.reason;
      return settled.value;
    },
    reset() {
      const idle = { strips: false, faults: {}, applied: 0, skipped: 0, inFlight: 0 };
      Object.assign(agent, { engaged: true, carrying: true, ...idle });
      for (const list of [agent.calls, agent.fates, agent.breakerEvents, agent.outcomes, agent.reasons])
        list.length = 0;
    },
  };
  return service;
}
