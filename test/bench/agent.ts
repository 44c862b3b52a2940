import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import type { Figures } from './figures.ts';
import { type Placing, startPlaneStub } from './plane-stub.ts';

type Variant = 'bare' | 'idle' | 'notSelected' | 'control' | 'otel';

const PLACING: Partial<Record<Variant, Placing>> = { idle: 'idle', notSelected: 'elsewhere', control: 'control' };
const SERVICE = fileURLToPath(new URL('./agent-service.ts', import.meta.url));
const REGISTER = fileURLToPath(new URL('../../agents/node/src/register.ts', import.meta.url));
const OTEL = fileURLToPath(new URL('./otel-register.ts', import.meta.url));
const CONNECTIONS = 16;
const WARM_UP_SECONDS = 2;
const SECONDS = 4;

interface Measured {
  readonly perSecond: number;
  readonly cpuMsPerRequest: number;
}

/**
 * What the agent costs a small Express service with one outgoing call: throughput and CPU time per request, each as a
 * ratio to the bare service that ran just before, median over the rounds with a 95 % interval of the median. A ratio of 1
 * is free; above or below is noise or cost. CPU ratios are bare by variant, so that less than 1 is cost in both.
 */
export async function agentBench(options: readonly string[]): Promise<Figures> {
  const rounds = Number(/^\d+$/.exec(options[options.indexOf('--rounds') + 1] ?? '')?.[0] ?? 9);
  const dependency = await startDependency();
  const ratios = new Map<string, number[]>();
  let bareCpuMs = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of ['idle', 'notSelected', 'control', 'otel'] as const) {
      // Who goes first takes turns: a machine that gets slower would favour the first for ever.
      const order = round % 2 === 0 ? (['bare', variant] as const) : ([variant, 'bare'] as const);
      const results = new Map<Variant, Measured>();
      for (const each of order) results.set(each, await measure(each, dependency.url));
      const [bare, with_] = [results.get('bare'), results.get(variant)];
      if (!bare || !with_) continue;
      bareCpuMs = bare.cpuMsPerRequest;
      add(ratios, `${variant}Ratio`, with_.perSecond / bare.perSecond);
      add(ratios, `${variant}CpuRatio`, bare.cpuMsPerRequest / with_.cpuMsPerRequest);
    }
  }
  dependency.stop();
  const figures: Figures = { rounds, bareCpuMsPerRequest: bareCpuMs };
  for (const [name, values] of ratios) Object.assign(figures, summary(name, values));
  return figures;
}

async function measure(variant: Variant, dependencyUrl: string): Promise<Measured> {
  const placing = PLACING[variant];
  const plane = placing ? await startPlaneStub(placing) : null;
  const imports = [...(plane ? ['--import', REGISTER] : []), ...(variant === 'otel' ? ['--import', OTEL] : [])];
  const service = fork(SERVICE, {
    execArgv: imports,
    env: {
      ...process.env,
      DEPENDENCY_URL: dependencyUrl,
      HORMESIS_URL: plane?.url ?? '',
      HORMESIS_AGENT_TOKEN: 'bench',
      HORMESIS_SERVICE: 'bench',
      HORMESIS_DEPENDENCIES: `dependency=${new URL(dependencyUrl).host}`,
    },
  });
  try {
    const { port } = await message<{ port: number }>(service);
    await load(port, WARM_UP_SECONDS);
    const before = await cpuMs(service);
    const result = await load(port, SECONDS);
    const after = await cpuMs(service);
    const requests = result.requests.total;
    if (result.non2xx > 0 || requests === 0)
      throw new Error(`${variant}: ${result.non2xx} of ${requests} requests failed`);
    return { perSecond: requests / result.duration, cpuMsPerRequest: (after - before) / requests };
  } finally {
    if (service.exitCode === null) {
      service.kill();
      await once(service, 'exit');
    }
    plane?.stop();
  }
}

function load(port: number, duration: number) {
  return autocannon({
    url: `http://127.0.0.1:${port}/work`,
    connections: CONNECTIONS,
    duration,
    headers: { 'x-user-id': 'user-1' },
  });
}

async function cpuMs(service: ChildProcess): Promise<number> {
  service.send('cpu');
  const { cpu } = await message<{ cpu: NodeJS.CpuUsage }>(service);
  return (cpu.user + cpu.system) / 1_000;
}

/** The service's next word. */
async function message<T>(service: ChildProcess): Promise<T> {
  const ended = once(service, 'exit').then(() => {
    throw new Error('the service ended');
  });
  const [told] = await Promise.race([once(service, 'message'), ended]);
  return told;
}

async function startDependency(): Promise<{ url: string; stop(): void }> {
  const server = http.createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('{"stars":4}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => void server.close() };
}

function add(ratios: Map<string, number[]>, name: string, value: number): void {
  ratios.set(name, [...(ratios.get(name) ?? []), value]);
}

/** Median, and the order statistics that enclose it with at least 95 % confidence (binomial), as far as there are enough rounds. */
function summary(name: string, values: readonly number[]): Figures {
  const sorted = [...values].sort((a, b) => a - b);
  const reach = Math.ceil((1.96 * Math.sqrt(sorted.length)) / 2);
  const middle = (sorted.length - 1) / 2;
  const at = (index: number) => sorted[Math.min(sorted.length - 1, Math.max(0, index))] ?? Number.NaN;
  return {
    [name]: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    [`${name}Low`]: at(Math.floor(middle - reach)),
    [`${name}High`]: at(Math.ceil(middle + reach)),
  };
}
