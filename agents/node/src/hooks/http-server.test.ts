import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import http from 'node:http';
import net from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type HookedService, hookedService } from '../../test/hooked-service.ts';
import { CONTEXT, type ScriptedAgent } from '../../test/scripted-agent.ts';
import { call, type Stage, serve } from '../../test/stage.ts';

let api: HookedService;
let agent: ScriptedAgent;
let carried: HookedService['carried'];
let ratings: Stage;

beforeAll(async () => {
  ratings = await serve((_request, response) => response.end('four stars'));
  api = await hookedService([{ name: 'ratings', address: `127.0.0.1:${ratings.port}` }]);
  ({ agent, carried } = api);
});

beforeEach(() => api.reset());

afterEach(() => {
  expect(agent.reasons).toEqual([]);
  expect(agent.inFlight).toBe(0);
});

afterAll(async () => {
  await Promise.all([ratings, api].map((stage) => stage?.close()));
});

test('an incoming member of ours is gone from every view of the headers, others stay', async () => {
  const read = (request: http.IncomingMessage) => [
    request.headers.baggage,
    request.headersDistinct.baggage?.join(),
    request.rawHeaders.join('|').match(/baggage\|([^|]*)/)?.[1],
  ];
  let views: unknown;
  agent.strips = true;
  api.work = async (request) => {
    views = read(request);
  };
  await call(api.url, { headers: { 'x-nothing': '1' } });
  expect(views).toEqual([undefined, undefined, undefined]);
  const raw = net.connect(api.port, '127.0.0.1');
  raw.end('GET / HTTP/1.1\r\nhost: x\r\nbaggage: a=1, b=2\r\nbaggage: hormesis=v1.forged\r\nconnection: close\r\n\r\n');
  await new Promise((resolve) => raw.on('close', resolve).resume());
  expect(views).toEqual(['a=1, b=2', 'a=1, b=2', 'a=1, b=2']);
});

test('the entry learns how a request ended: finished, broken by the service, or left by the client', async () => {
  api.work = async () => {};
  await call(api.url);
  api.work = async (request) => {
    request.socket.destroy();
    return new Promise(() => {});
  };
  await expect(call(api.url)).rejects.toThrow();
  let arrived = () => {};
  const reached = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  api.work = () => {
    arrived();
    return new Promise(() => {});
  };
  const leaving = http.get(api.url).on('error', () => {});
  await reached;
  leaving.destroy();
  await expect.poll(() => agent.outcomes).toEqual([200, 'broken', 'left']);
});

test('an answer that was ended and never got out whole has not finished', async () => {
  let arrived: (response: http.ServerResponse) => void = () => {};
  const reached = new Promise<http.ServerResponse>((resolve) => {
    arrived = resolve;
  });
  const slow = await serve((_request, response) => {
    // More than any connection takes in while its other end reads nothing.
    response.end(Buffer.alloc(64_000_000));
    arrived(response);
  });
  const leaving = http.get(slow.url, (response) => response.pause()).on('error', () => {});
  expect((await reached).writableEnded).toBe(true);
  leaving.destroy();
  await expect.poll(() => agent.outcomes).toEqual(['left']);
  await slow.close();
});

test('an answer that still waits for its turn on the connection when the client leaves has not finished', async () => {
  const responses: http.ServerResponse[] = [];
  // The first is never answered; the second is at once, and waits behind it.
  const pipelined = await serve((request, response) => {
    responses.push(response);
    if (request.url === '/second') response.end('whole');
  });
  const socket = net.connect(pipelined.port, '127.0.0.1');
  socket.write('GET /first HTTP/1.1\r\nhost: a\r\n\r\nGET /second HTTP/1.1\r\nhost: a\r\n\r\n');
  await expect.poll(() => responses.length).toBe(2);
  socket.destroy();
  await expect.poll(() => agent.outcomes).toEqual(['left', 'left']);
  await pipelined.close();
});

test('an idle agent hears of no request, and its rewriting still comes before whoever listens to the channel', async () => {
  const baggage: (string | undefined)[] = [];
  const onStart = (message: unknown) =>
    baggage.push((message as { request: http.IncomingMessage }).request.headers.baggage as string);
  agent.engaged = false;
  agent.strips = true;
  subscribe('http.server.request.start', onStart);
  api.work = async () => {};
  // By hand: this process's own calls carry no context to strangers.
  const forged = `a=1,${CONTEXT.member}`;
  const knock = async () => {
    const socket = net.connect(api.port, '127.0.0.1');
    socket.end(`GET / HTTP/1.1\r\nhost: a\r\nbaggage: ${forged}\r\nconnection: close\r\n\r\n`);
    await new Promise((resolve) => socket.resume().on('close', resolve));
  };
  await knock();
  expect(agent.outcomes).toEqual([]);
  agent.engaged = true;
  await knock();
  unsubscribe('http.server.request.start', onStart);
  expect(baggage).toEqual([forged, 'a=1']);
});

test('a request keeps its scope through an emit that hands on more than Node gave it', async () => {
  const seenInScope: boolean[] = [];
  const handed = await serve((_request, response) => {
    seenInScope.push(api.plane.scopes.current() !== undefined);
    response.end();
  });
  const { server } = handed;
  const emit: (...args: unknown[]) => boolean = Object.getPrototypeOf(server).emit;
  server.emit = (name: unknown, ...args: unknown[]) => emit.call(server, name, args[0], args[1], args[2]);
  await call(handed.url, { headers: { 'x-carried': '1' } });
  expect(seenInScope).toEqual([true]);
  await handed.close();
});

test('an agent that throws leaves the call and the request alone', async () => {
  const { decide, outgoingBaggage, receive } = agent;
  const boom = () => {
    throw new Error('a bug of ours');
  };
  Object.assign(agent, { decide: boom, outgoingBaggage: boom });
  const answer = await carried(() => call(ratings.url));
  Object.assign(agent, { receive: boom });
  expect((await carried(() => call(ratings.url))).status).toBe(200);
  Object.assign(agent, { decide, outgoingBaggage, receive });
  expect(answer.status).toBe(200);
  expect(agent.reasons.length).toBeGreaterThan(0);
  agent.reasons.length = 0;
});

test('without anything to carry the storage rests', async () => {
  await carried(async () => expect(api.plane.scopes.current()).toBeDefined());
  agent.carrying = false;
  await carried(async () => 'a request later').catch(() => {});
  agent.engaged = false;
  await carried(async () => expect(api.plane.scopes.current()).toBeUndefined());
});
