import { createServer } from 'node:net';

/** Systems give outgoing connections ports from 32768 on: one below is not taken by the next connection of anybody. */
const FROM = 15_000;
const TO = 32_000;
const TRIES = 100;

/** A port of 127.0.0.1 that nobody listens on at this moment, and that only a listener would take. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const port = FROM + Math.floor(Math.random() * (TO - FROM));
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port on 127.0.0.1 between ${FROM} and ${TO}`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listens = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  if (listens) await new Promise((resolve) => server.close(resolve));
  return listens;
}
