import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { ControlPlane } from '../../agents/link/test/control-plane.ts';
import { EXPERIMENT, pressPlay, ratingsSlow } from '../../agents/link/test/fleet-agent.ts';

/** What a control plane says that is broken, taken over, or not ours: over its line, or past it on the bare socket. */
export type Attack = (line: WebSocket, socket: Socket) => Promise<void> | void;

const json = (line: WebSocket, frame: unknown): void => line.send(JSON.stringify(frame));

/** Everything fails, for everybody: what must never come into force. */
function everythingFails(plane: ControlPlane, revision: number): Record<string, unknown> {
  const ruleset = ratingsSlow(plane, { revision, entries: pressPlay(1_000_000) });
  const [experiment] = ruleset.experiments;
  if (experiment) experiment.faults = [{ callGroup: '*>http:ratings', fault: { kind: 'error', status: 503 } }];
  return { ...ruleset };
}

const tokens = ({ signer }: ControlPlane) => ({
  treatment: signer.token(EXPERIMENT, 'treatment'),
  control: signer.token(EXPERIMENT, 'control'),
});

/** A ruleset that fails everything, with one thing in it that is not what it must be. */
const MALFORMED: readonly Record<string, unknown>[] = [
  { experiments: 'all' },
  { experiments: { length: 1 } },
  { experiments: [null] },
  { experiments: [{ id: 7 }] },
  { entries: true },
  { entries: [{ path: {} }] },
  { keys: [{ id: 'k1', publicKey: 7 }] },
  { keys: 'k1' },
  { revision: '9' },
  { revision: 1e300 },
  { revision: -1 },
  { serverTimeMs: null },
];

/** One frame whose pieces never end: `count` of one byte each. */
function fragments(count: number): Buffer {
  const pieces = Buffer.alloc(3 * count);
  for (let at = 0; at < pieces.length; at += 3) pieces.set([at === 0 ? 0x01 : 0x00, 0x01, 0x20], at);
  return pieces;
}

export function attacks(plane: ControlPlane): Readonly<Record<string, Attack>> {
  return {
    'wrong types': (line) => {
      for (const change of MALFORMED) json(line, { ...everythingFails(plane, 100), ...change });
      for (const frame of [7, null, [], 'halt', { type: 'halt', halt: {}, experiments: 7 }, { type: 'renewed' }]) {
        json(line, frame);
      }
      json(line, {
        type: 'renewed',
        sequence: 1,
        revision: 100,
        serverTimeMs: 'now',
        experiments: [{ id: EXPERIMENT }],
      });
      line.send('{"type":"ruleset"');
      line.send(Buffer.from([1, 2, 3]));
    },
    'an old revision, with leases nobody asked for': (line) => {
      json(line, { ...everythingFails(plane, 50), experiments: [], entries: [] });
      json(line, everythingFails(plane, 49));
      const experiments = [{ id: EXPERIMENT, leaseMs: 5_000, tokens: tokens(plane) }];
      for (let sequence = 1; sequence < 50; sequence += 1) {
        json(line, {
          type: 'renewed',
          sequence: 1_000 + sequence,
          revision: 49,
          serverTimeMs: Date.now(),
          experiments,
        });
      }
    },
    'large frames': (line) => {
      for (let round = 0; round < 3; round += 1) line.send(`{"type":"${'x'.repeat(3 * 1024 * 1024)}"}`);
      line.send('y'.repeat(5 * 1024 * 1024));
    },
    'halts in a loop, their answers unread': async (line, socket) => {
      socket.pause();
      for (let round = 0; round < 20_000; round += 1) {
        json(line, { type: 'halt', halt: `h${round}`, experiments: [`x${round}`.padEnd(60, 'x')] });
        if (round % 1_000 === 0) await new Promise(setImmediate);
      }
      socket.resume();
    },
    'a frame in endless pieces': (_line, socket) => {
      socket.write(fragments(2_000_000));
    },
    'garbage bytes': (_line, socket) => {
      socket.write(randomBytes(1024 * 1024));
    },
    'a frame that comes byte by byte': async (_line, socket) => {
      // The head of a text frame of 60,000 bytes.
      socket.write(Buffer.from([0x81, 126, 0xea, 0x60]));
      for (let sent = 0; sent < 20; sent += 1) {
        socket.write('{');
        await new Promise((wake) => setTimeout(wake, 10));
      }
    },
  };
}
