/**
 * What the agent costs a small Express service with one outgoing call, both as keep-alive: throughput and CPU time per
 * request beside the bare service, each as a ratio in which 1 is free and less is cost.
 *
 * On a shared machine a core is a third faster or slower from one minute to the next, so nothing is compared across
 * minutes: all services run side by side and take turns in slices of a tenth to a third of a second, in an order that
 * reverses every time. A ratio is taken within one turn; a **generation** (fresh processes, which differ by a percent or two from each
 * other by luck of compiler and memory) gives the median over its turns, and the figure is the median over the generations
 * with its 95 % interval.
 *
 * `placeboRatio` is the bare service beside itself. How far it is from 1 is what the run cannot resolve, and no other ratio says
 * more than that: on a shared machine six generations gave 0.952 (0.877 to 1.020), and 0.909 for an agent without any hook.
 *
 * `idleRatio` and its kin are throughput: the service keeps a core busy, so it is its CPU time and whatever it waits for.
 * `idleCpuRatio` and its kin are CPU time per request of the whole process, helper threads and the reports between the slices
 * included; that one survives a busy neighbour and is the figure to trust when the two differ.
 */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buildNodeAgent } from '../../scripts/packages/build.ts';
import { BenchService, type Setting, VARIANTS, type Variant } from './agent-fleet.ts';
import type { Figures } from './figures.ts';
import { medianOf } from './median.ts';

/** V8 is still optimising until about here: 75 to 90 functions between the 8,000th and the 20,000th request, 5 to 7 in the next 20,000. */
const WARM_UP_REQUESTS = 20_000;
const SLICE_REQUESTS = 600;
const TURNS = 30;
const GENERATIONS = 9;

/** What one service did in one turn. */
interface Slice {
  readonly tookMs: number;
  readonly cpuMs: number;
}

type Turn = Record<Variant, Slice>;

/** Options: `--node 20|22` (default: the Node that runs this), `--client fetch`, `--rounds <generations>`, `--turns <n>`. */
export async function agentBench(options: readonly string[]): Promise<Figures> {
  await buildNodeAgent();
  const dependency = await startDependency();
  const setting: Setting = {
    node: nodeOf(optionOf(options, '--node')),
    dependencyUrl: dependency.url,
    client: optionOf(options, '--client') === 'fetch' ? 'fetch' : 'http',
    nodeOptions: [],
  };
  const generations = Number(optionOf(options, '--rounds') ?? GENERATIONS);
  const turnsEach = Number(optionOf(options, '--turns') ?? TURNS);
  const ratios = new Map<string, number[]>();
  const bareCpuMs: number[] = [];
  try {
    for (let generation = 0; generation < generations; generation += 1) {
      const turns = await runGeneration(setting, turnsEach, generation % 2 === 1);
      bareCpuMs.push(medianOf(turns.map(({ bare }) => bare.cpuMs / SLICE_REQUESTS)).median);
      for (const variant of VARIANTS) {
        if (variant === 'bare') continue;
        const ratio = (of: (slice: Slice) => number) =>
          medianOf(turns.map((turn) => of(turn.bare) / of(turn[variant]))).median;
        add(
          ratios,
          `${variant}Ratio`,
          ratio(({ tookMs }) => tookMs),
        );
        add(
          ratios,
          `${variant}CpuRatio`,
          ratio(({ cpuMs }) => cpuMs),
        );
      }
    }
  } finally {
    dependency.stop();
  }
  const figures: Figures = { rounds: generations, bareCpuMsPerRequest: medianOf(bareCpuMs).median };
  for (const [name, values] of ratios) {
    const { median, low, high } = medianOf(values);
    Object.assign(figures, { [name]: median, [`${name}Low`]: low, [`${name}High`]: high });
  }
  return figures;
}

/** Fresh processes of all variants, warmed up, then turn by turn. */
async function runGeneration(setting: Setting, turns: number, reversed: boolean): Promise<Turn[]> {
  const services = {} as Record<Variant, BenchService>;
  try {
    for (const variant of reversed ? VARIANTS.toReversed() : VARIANTS) {
      services[variant] = await BenchService.start(variant, setting);
      await services[variant].run(WARM_UP_REQUESTS);
    }
    const done: Turn[] = [];
    const before = await cpuOfAll(services);
    for (let turn = 0; turn < turns; turn += 1) {
      const tookMs = {} as Record<Variant, number>;
      // Who goes first takes turns: a machine that gets slower would favour the first for ever.
      for (const variant of turn % 2 === 0 ? VARIANTS : VARIANTS.toReversed()) {
        tookMs[variant] = await services[variant].run(SLICE_REQUESTS);
      }
      const after = await cpuOfAll(services);
      done.push(eachVariant((variant) => ({ tookMs: tookMs[variant], cpuMs: after[variant] - before[variant] })));
      Object.assign(before, after);
    }
    return done;
  } finally {
    await Promise.all(Object.values(services).map((service) => service.stop()));
  }
}

async function cpuOfAll(services: Record<Variant, BenchService>): Promise<Record<Variant, number>> {
  const all = {} as Record<Variant, number>;
  for (const variant of VARIANTS) all[variant] = await services[variant].cpuMs();
  return all;
}

function eachVariant<T>(make: (variant: Variant) => T): Record<Variant, T> {
  return Object.fromEntries(VARIANTS.map((variant) => [variant, make(variant)])) as Record<Variant, T>;
}

/** The program of another major version of Node, from this package's dependencies. */
function nodeOf(major: string | undefined): string {
  if (major === undefined || major === process.versions.node.split('.')[0]) return process.execPath;
  const { resolve } = createRequire(import.meta.url);
  return path.join(path.dirname(resolve(`node${major}/package.json`)), 'bin/node');
}

async function startDependency(): Promise<{ url: string; stop(): void }> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('{"stars":4}');
  });
  // No connection runs out of time while other services have their turn.
  server.keepAliveTimeout = 3_600_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => void server.close() };
}

function optionOf(options: readonly string[], name: string): string | undefined {
  const at = options.indexOf(name);
  return at === -1 ? undefined : options[at + 1];
}

function add(ratios: Map<string, number[]>, name: string, value: number): void {
  ratios.set(name, [...(ratios.get(name) ?? []), value]);
}
