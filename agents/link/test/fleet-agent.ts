import type { Ruleset } from '@hormesis/contract/agent-link.ts';
import type { Agent, IncomingRequest } from '@hormesis/link/agent.ts';
import { type ConnectOptions, connectAgent } from '@hormesis/link/connect.ts';
import { expect, onTestFinished, vi } from 'vitest';
import { type ControlPlane, startControlPlane } from './control-plane.ts';

export const EXPERIMENT = 'eratings1';
export const RATINGS = 'api>http:ratings';

/** The experiment of these tests: ratings slow for everybody in treatment, entry and caller in one service. */
export function ratingsSlow(plane: ControlPlane, change: Partial<Ruleset> = {}): Ruleset {
  return {
    type: 'ruleset',
    revision: 1,
    serverTimeMs: Date.now(),
    keys: [{ id: plane.signer.keyId, publicKey: plane.signer.publicKey }],
    entries: [],
    experiments: [
      {
        id: EXPERIMENT,
        path: 'press-play',
        stage: 0,
        arms: ['treatment', 'tester'],
        allowlist: ['api>http:ratings'],
        faults: [{ callGroup: '*>http:ratings', fault: { kind: 'latency', delayMs: 2_000 } }],
      },
    ],
    ...change,
  };
}

/** `press-play` with the whole ring in the pool. */
export function pressPlay(rhoPpm: number, change: Partial<Ruleset['entries'][number]> = {}): Ruleset['entries'] {
  return [
    {
      path: 'press-play',
      salt: 'press-play.1',
      routes: [{ method: 'GET', pattern: '/play/:title', inner: false }],
      unit: { from: 'header', name: 'x-user' },
      deadlineMs: 10_000,
      objectiveMs: 2_000,
      experiments: [{ id: EXPERIMENT, salt: 's', stage: 0, rhoPpm, pool: [[0, 1_000_000]], unitKey: '0'.repeat(32) }],
      ...change,
    },
  ];
}

/** Grants every report a lease. */
export function granting(plane: ControlPlane, leaseMs = 5_000): void {
  plane.answer = ({ revision }) => ({
    revision,
    experiments: [
      {
        id: EXPERIMENT,
        leaseMs,
        tokens: {
          treatment: plane.signer.token(EXPERIMENT, 'treatment'),
          control: plane.signer.token(EXPERIMENT, 'control'),
        },
      },
    ],
  });
}

export async function controlPlane(): Promise<ControlPlane> {
  const plane = await startControlPlane();
  onTestFinished(() => plane.close());
  return plane;
}

export function agentOf(plane: ControlPlane, options: Partial<ConnectOptions> = {}): Agent {
  const agent = connectAgent({
    url: plane.url,
    token: 'agent-token',
    service: 'api',
    instance: 'api-1',
    version: '1.0.0',
    runtime: 'node',
    zone: null,
    region: null,
    unsupported: [],
    ...options,
  });
  onTestFinished(() => agent.stop());
  return agent;
}

/** Waits until it is true; the deadline is the test's. */
export const until = (condition: () => boolean): Promise<void> =>
  vi.waitFor(() => expect(condition()).toBe(true), { timeout: 15_000, interval: 5 });

/** Waits until the agent has read everything sent before: frames are read in order, and a halt of nothing is answered at once. */
export async function readSoFar(plane: ControlPlane): Promise<void> {
  const halt = `barrier-${plane.acks().length}`;
  plane.send({ type: 'halt', halt, experiments: [] });
  await until(() => plane.acks().some((ack) => ack.halt === halt));
}

/** An agent of a control plane that grants leases, past its first answer. */
export async function liveAgent(plane: ControlPlane, options: Partial<ConnectOptions> = {}): Promise<Agent> {
  plane.ruleset ??= ratingsSlow(plane);
  granting(plane);
  const agent = agentOf(plane, options);
  await until(() => agent.carrying);
  return agent;
}

export function request(path: string, headers: Record<string, string> = {}, method = 'GET'): IncomingRequest {
  return { method, path, query: '', header: (name) => headers[name] };
}
