import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Doors, openDoors } from './doors.ts';

const HOST = '127.0.0.1';
const waiting: Socket[] = [];
let server: Server;
let doors: Doors;

beforeEach(async () => {
  server = createServer((_request, response) => response.end('in'));
  doors = await openDoors(server, { port: 0, host: HOST }, () => {});
});

afterEach(() => {
  for (const socket of waiting.splice(0)) socket.destroy();
  doors.close();
  server.closeAllConnections();
});

test('who wants to halt is not kept at the door by all who came before, however busy the process is', async () => {
  for (let count = 0; count < 400; count += 1) waiting.push(connect(doors.port, HOST).on('error', () => {}));
  // The connections stand with the system before the process has taken one: a turn of its loop costs it this long.
  let turns = 0;
  let busy = true;
  const turn = () => {
    turns += 1;
    for (const endMs = performance.now() + 5; performance.now() < endMs; );
    if (busy) setImmediate(turn);
  };
  turn();
  const answer = await fetch(`http://${HOST}:${doors.port}`);
  busy = false;
  expect(await answer.text()).toBe('in');
  expect(turns).toBeLessThan(200);
});

test('a second control plane on the same port hears that it is taken', async () => {
  const second = openDoors(createServer(), { port: doors.port, host: HOST }, () => {});
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('closed doors let nobody in, and who is inside is answered', async () => {
  const inside = connect(doors.port, HOST);
  waiting.push(inside);
  await new Promise((resolve) => server.once('connection', resolve));
  doors.close();
  for (let count = 0; count < 40; count += 1) await expect(fetch(`http://${HOST}:${doors.port}`)).rejects.toThrow();
  const heard = new Promise((resolve) => inside.once('data', (data) => resolve(String(data))));
  inside.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n');
  expect(await heard).toContain('200 OK');
});

test('another port can be opened by its number, and again once it is closed', async () => {
  const { port } = doors;
  doors.close();
  server = createServer((_request, response) => response.end('again'));
  doors = await openDoors(server, { port, host: HOST }, () => {});
  expect(await (await fetch(`http://${HOST}:${port}`)).text()).toBe('again');
});
