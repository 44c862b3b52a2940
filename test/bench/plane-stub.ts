import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Arm } from '@hormesis/core/arm.ts';
import { formatToken, signedText } from '@hormesis/core/token.ts';
import { WebSocketServer } from 'ws';

const EXPERIMENT = 'ebench1234';

/** Where the one experiment of the bench puts users: nowhere (idle), into arms that the bench's user is not in, or all into control. */
export type Placing = 'idle' | 'elsewhere' | 'control';

export interface PlaneStub {
  readonly url: string;
  /** The agent is linked and has its rules: its first report was answered. */
  readonly reported: Promise<void>;
  stop(): void;
}

/**
 * The control plane's side of the link and nothing else: rules, leases and tokens, without a database, so that the agent
 * bench has both cores for the service and its load.
 */
export async function startPlaneStub(placing: Placing): Promise<PlaneStub> {
  const pair = generateKeyPairSync('ed25519');
  const tokenOf = (arm: Arm) => {
    const expiry = Math.floor(Date.now() / 1_000) + 30;
    const signature = sign(null, Buffer.from(signedText('bench', EXPERIMENT, arm, expiry)), pair.privateKey);
    return formatToken('bench', EXPERIMENT, arm, expiry, signature.toString('base64url'));
  };
  const server = createServer();
  const { promise: reported, resolve: linked } = Promise.withResolvers<void>();
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data));
      const serverTimeMs = Date.now();
      if (frame.type === 'hello') {
        const publicKey = String(pair.publicKey.export({ format: 'jwk' }).x);
        socket.send(
          JSON.stringify({
            type: 'ruleset',
            revision: 1,
            serverTimeMs,
            keys: [{ id: 'bench', publicKey }],
            ...rulesOf(placing),
          }),
        );
      } else if (frame.type === 'report') {
        const tokens = { treatment: tokenOf('treatment'), control: tokenOf('control') };
        const experiments = placing === 'idle' ? [] : [{ id: EXPERIMENT, leaseMs: 5_000, tokens }];
        socket.send(
          JSON.stringify({ type: 'renewed', sequence: frame.sequence, revision: 1, serverTimeMs, experiments }),
        );
        linked();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reported,
    stop() {
      for (const socket of sockets.clients) socket.terminate();
      server.close();
    },
  };
}

function rulesOf(placing: Placing) {
  if (placing === 'idle') return { entries: [], experiments: [] };
  // ρ = 0 puts everybody of the pool into control; an empty pool puts nobody anywhere.
  const pool = placing === 'control' ? [[0, 1_000_000]] : [];
  const experiment = {
    id: EXPERIMENT,
    salt: 'arms',
    stage: 0,
    rhoPpm: placing === 'control' ? 0 : 500_000,
    pool,
    unitKey: '0'.repeat(32),
  };
  return {
    entries: [
      {
        path: 'bench',
        salt: 'bench.1',
        routes: [{ method: 'GET', pattern: '/work', inner: false }],
        unit: { from: 'header', name: 'x-user-id' },
        deadlineMs: 10_000,
        objectiveMs: 2_000,
        experiments: [experiment],
      },
    ],
    experiments: [
      {
        id: EXPERIMENT,
        path: 'bench',
        stage: 0,
        arms: ['treatment', 'tester'],
        allowlist: ['bench>http:dependency'],
        faults: [{ callGroup: 'bench>http:dependency', fault: { kind: 'latency', delayMs: 100 } }],
      },
    ],
  };
}
