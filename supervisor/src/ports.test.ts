import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { choosePorts, portProblem } from './ports.ts';
import { parseCommand } from './settings.ts';

function settings(port: number) {
  const command = parseCommand([], { HORMESIS_PORT: String(port) }, '/');
  if (command.kind !== 'start') throw new Error('expected a start');
  return command.settings;
}

test('with port 0 every process gets a free port of its own', async () => {
  const ports = await choosePorts(settings(0), ['gateway', 'api', 'ratings']);
  const all = [ports.controlPlane, ...ports.demo];
  expect(new Set(all).size).toBe(4);
  expect(all.every((port) => port > 0)).toBe(true);
});

test('a port that somebody listens on is named with the setting to change', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const taken = typeof address === 'object' ? (address?.port ?? 0) : 0;
  await expect(choosePorts(settings(taken), [])).rejects.toThrow(
    `port ${taken} on 127.0.0.1 is taken (HORMESIS_PORT): stop`,
  );
  const demo = choosePorts(settings(taken - 1), ['gateway']);
  await expect(demo).rejects.toThrow(/\(HORMESIS_PORT( \+ 1, the demo's gateway)?\)/);
  other.close();
});

test('an address of another machine is a mistake in HORMESIS_HOST', () => {
  const wanted = { host: '192.0.2.1', port: 7070, use: 'HORMESIS_PORT' };
  expect(portProblem(wanted, 'EADDRNOTAVAIL')).toBe(
    'HORMESIS_HOST is 192.0.2.1: this machine has no such address (EADDRNOTAVAIL)',
  );
});
