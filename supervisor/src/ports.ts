import { createServer } from 'node:net';
import { freePort } from './free-port.ts';
import { Problem } from './problem.ts';
import type { Settings } from './settings.ts';

/** A port and what it is for, in words for an error message. */
export interface WantedPort {
  readonly host: string;
  readonly port: number;
  readonly use: string;
}

export interface Ports {
  readonly controlPlane: number;
  /** In the order of the demo's port offsets, from 1. */
  readonly demo: readonly number[];
}

/** The ports of a start: HORMESIS_PORT and those after it, or free ones for 0. Throws a Problem when one is taken. */
export async function choosePorts(settings: Settings, demoServices: readonly string[]): Promise<Ports> {
  if (settings.port === 0) {
    const [controlPlane = 0, ...demo] = await freePorts(1 + demoServices.length);
    return { controlPlane, demo };
  }
  const wanted = [
    { host: settings.host, port: settings.port, use: 'HORMESIS_PORT' },
    ...demoServices.map((name, index) => ({
      host: '127.0.0.1',
      port: settings.port + index + 1,
      use: `HORMESIS_PORT + ${index + 1}, the demo's ${name}`,
    })),
  ];
  await refuseTakenPorts(wanted);
  return { controlPlane: settings.port, demo: wanted.slice(1).map((each) => each.port) };
}

/** Throws a Problem that names the first port somebody else listens on. */
async function refuseTakenPorts(wanted: readonly WantedPort[]): Promise<void> {
  for (const each of wanted) {
    const failure = await tryPort(each);
    if (failure === null) continue;
    throw new Problem(portProblem(each, failure));
  }
}

export function portProblem({ host, port, use }: WantedPort, code: string): string {
  if (code === 'EADDRINUSE') {
    return `port ${port} on ${host} is taken (${use}): stop what listens there, or set HORMESIS_PORT to another port (0: free ones)`;
  }
  if (code === 'EACCES')
    return `port ${port} on ${host} needs more rights (${use}): set HORMESIS_PORT to 1024 or above`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `HORMESIS_HOST is ${host}: this machine has no such address (${code})`;
  }
  return `port ${port} on ${host} cannot be used (${use}): ${code}`;
}

/** `count` different free ports of 127.0.0.1. */
async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}

async function tryPort({ host, port }: WantedPort): Promise<string | null> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, exclusive: true }, resolve);
    });
    await new Promise((resolve) => server.close(resolve));
    return null;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}
