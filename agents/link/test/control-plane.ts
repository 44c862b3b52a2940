import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Ack, DownFrame, Hello, Renewed, Report, Ruleset, UpFrame } from '@hormesis/contract/agent-link.ts';
import { upFrame } from '@hormesis/contract/agent-link.ts';
import type { Arm } from '@hormesis/core/arm.ts';
import { formatToken, signedText } from '@hormesis/core/token.ts';
import { type WebSocket, WebSocketServer } from 'ws';

/** A pair of keys that signs tokens as the control plane does. */
export interface Signer {
  readonly keyId: string;
  readonly publicKey: string;
  token(experiment: string, arm: Arm, expirySeconds?: number): string;
}

const soon = (): number => Math.floor(Date.now() / 1_000) + 30;

export function createSigner(keyId = 'k1'): Signer {
  const { publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject } = generateKeyPairSync('ed25519');
  return {
    keyId,
    publicKey: publicKey.export({ format: 'jwk' }).x ?? '',
    token(experiment, arm, expirySeconds = soon()) {
      const text = signedText(keyId, experiment, arm, expirySeconds);
      return formatToken(
        keyId,
        experiment,
        arm,
        expirySeconds,
        sign(null, Buffer.from(text), privateKey).toString('base64url'),
      );
    },
  };
}

/** The other end of the agent's line, as far as a test tells it what to say. It checks what it hears against the contract. */
export interface ControlPlane {
  readonly url: string;
  readonly signer: Signer;
  readonly heard: UpFrame[];
  /** Sent to each agent that says hello. */
  ruleset: Ruleset | null;
  /** What a report is answered with; null: nothing. */
  answer: (report: Report) => Omit<Renewed, 'type' | 'sequence' | 'serverTimeMs'> | null;
  send(frame: DownFrame | Record<string, unknown> | string | Buffer): void;
  reports(): Report[];
  acks(): Ack[];
  hellos(): Hello[];
  /** Breaks every connection. */
  cut(): void;
  close(): Promise<void>;
}

export async function startControlPlane(): Promise<ControlPlane> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const lines = new Set<WebSocket>();
  const heard: UpFrame[] = [];
  const of = <T extends UpFrame['type']>(type: T) =>
    heard.filter((frame): frame is Extract<UpFrame, { type: T }> => frame.type === type);
  const plane: ControlPlane = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    signer: createSigner(),
    heard,
    ruleset: null,
    answer: () => null,
    send(frame) {
      const data = typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame);
      for (const line of lines) line.send(data);
    },
    reports: () => of('report'),
    acks: () => of('ack'),
    hellos: () => of('hello'),
    cut: () => {
      for (const line of lines) line.terminate();
    },
    async close() {
      plane.cut();
      server.close();
      await once(server, 'close');
    },
  };
  server.on('connection', (line) => {
    lines.add(line);
    line.on('close', () => lines.delete(line));
    line.on('message', (data) => {
      const frame = upFrame.parse(JSON.parse(String(data)));
      heard.push(frame);
      if (frame.type === 'hello' && plane.ruleset) line.send(JSON.stringify(plane.ruleset));
      if (frame.type !== 'report') return;
      const answer = plane.answer(frame);
      if (answer) {
        line.send(
          JSON.stringify({
            type: 'renewed',
            sequence: frame.sequence,
            serverTimeMs: Date.now(),
            ...answer,
          } satisfies Renewed),
        );
      }
    });
  });
  return plane;
}
