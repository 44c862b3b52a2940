import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { LINK_PATH } from '@hormesis/contract/agent-link.ts';

const TEXT = 1;
const PING = 9;
const PONG = 10;
/** One mask for all frames: a frame that is sent again with another number then needs its digits masked anew, and no more. */
const MASK = randomBytes(4);

/**
 * The client's side of a WebSocket without a library, so that ten thousand of them leave the cores to what is measured.
 * What the server has to do is the same: every frame is masked, and pings are answered.
 */
export function openRawLink(url: string, token: string, onText: (text: Buffer) => void): Promise<Socket> {
  const { hostname, port, host } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  socket.write(
    `GET ${LINK_PATH} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nAuthorization: Bearer ${token}\r\n\r\n`,
  );
  return new Promise((resolve, reject) => {
    let left: Buffer = Buffer.alloc(0);
    let open = false;
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the control plane closed a link')));
    socket.on('data', (chunk: Buffer) => {
      left = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
      if (!open) {
        const end = left.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!left.subarray(0, end).toString().includes(' 101 '))
          return reject(new Error(left.toString().slice(0, 100)));
        left = left.subarray(end + 4);
        open = true;
        resolve(socket);
      }
      left = takeFrames(left, (opcode, payload) => {
        if (opcode === TEXT) onText(payload);
        else if (opcode === PING) socket.write(maskedFrame(payload, PONG));
      });
    });
  });
}

/** A frame as clients send it; its payload begins at `length - payload.length`. */
export function maskedFrame(payload: Buffer, opcode = TEXT): Buffer {
  const extended = payload.length < 126 ? 0 : payload.length < 65_536 ? 2 : 8;
  const head = Buffer.alloc(2 + extended + 4);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | (extended === 0 ? payload.length : extended === 2 ? 126 : 127);
  if (extended === 2) head.writeUInt16BE(payload.length, 2);
  if (extended === 8) head.writeBigUInt64BE(BigInt(payload.length), 2);
  MASK.copy(head, 2 + extended);
  const frame = Buffer.concat([head, payload]);
  for (let at = 0; at < payload.length; at += 1) putMasked(frame, head.length, at, payload[at] ?? 0);
  return frame;
}

/** Puts one byte of the payload that begins at `start`. */
export function putMasked(frame: Buffer, start: number, at: number, byte: number): void {
  frame[start + at] = byte ^ (MASK[at & 3] ?? 0);
}

/** Hands over whole frames of a server, which are not masked; gives what is left. */
function takeFrames(bytes: Buffer, take: (opcode: number, payload: Buffer) => void): Buffer {
  let at = 0;
  while (bytes.length - at >= 2) {
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (bytes.length - at < head) break;
    const length =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
    if (bytes.length - at < head + length) break;
    take((bytes[at] ?? 0) & 0x0f, bytes.subarray(at + head, at + head + length));
    at += head + length;
  }
  return bytes.subarray(at);
}
