/**
 * What the agent costs a small Express service with one outgoing call, both as keep-alive: throughput and CPU time per
 * request beside the bare service, each as a ratio in which 1 is free and less is cost.
 *
 * On a shared machine a core is a third faster or slower from one moment to the next, so nothing is compared across
 * moments: all services run side by side and take turns in slices of about a hundredth of a second, in an order drawn anew
 * for every turn. A ratio is taken within a **block** of ten turns, long enough to hold what a service collects in garbage;
 * a **generation** (fresh processes, which differ by a percent from each other by luck of compiler and memory) gives the
 * median over its blocks, and the figure is the median over the generations with its 95 % interval.
 *
 * `placeboRatio` is the bare service beside itself. How far it is from 1 is what the run cannot resolve, and no other ratio says
 * more than that. Slices of 600 requests gave 0.952 (0.877 to 1.020, six generations) for it, these 0.993 (0.967 to 1.014, ten).
 * Every slice begins with caches that the others have filled, so a ratio here is not to be read beside one of longer slices.
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
const WARM_UP_ROUNDS = 40;
const SLICE_REQUESTS = 60;
const TURNS_A_BLOCK = 10;
const BLOCKS = 40;
const GENERATIONS = 12;

/** What one service used in one block. */
interface Use {
  tookMs: number;
  cpuMs: number;
}

type Services = ReadonlyMap<Variant, BenchService>;
type Block = Record<Variant, Use>;

/**
 * Options: `--node 20|22` (default: the Node that runs this), `--client fetch`, `--rounds <generations>`, `--blocks <n>`,
 * `--only idle,notSelected` (beside `bare` and `placebo`, which are always there).
 */
export async function agentBench(options: readonly string[]): Promise<Figures> {
  const generations = countOf(options, '--rounds', GENERATIONS);
  const blocksEach = countOf(options, '--blocks', BLOCKS);
  const variants = variantsOf(optionOf(options, '--only'));
  await buildNodeAgent();
  const dependency = await startDependency();
  const setting: Setting = {
    node: nodeOf(optionOf(options, '--node')),
    dependencyUrl: dependency.url,
    client: optionOf(options, '--client') === 'fetch' ? 'fetch' : 'http',
    nodeOptions: [],
  };
  const ratios = new Map<string, number[]>();
  const bareCpuMs: number[] = [];
  try {
    for (let generation = 0; generation < generations; generation += 1) {
      const blocks = await runGeneration(setting, variants, blocksEach);
      bareCpuMs.push(medianOf(blocks.map(({ bare }) => bare.cpuMs / (SLICE_REQUESTS * TURNS_A_BLOCK))).median);
      for (const variant of variants) {
        if (variant === 'bare') continue;
        const ratio = (of: (use: Use) => number) =>
          medianOf(blocks.map((block) => of(block.bare) / of(block[variant]))).median;
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

/** Fresh processes of all variants, warmed up together, then block by block. */
async function runGeneration(setting: Setting, variants: readonly Variant[], blocks: number): Promise<Block[]> {
  const services = new Map<Variant, BenchService>();
  try {
    // Who starts first takes turns as well: nobody is always the one that has waited longest.
    for (const variant of shuffled(variants)) services.set(variant, await BenchService.start(variant, setting));
    for (let round = 0; round < WARM_UP_ROUNDS; round += 1) {
      for (const service of services.values()) await service.run(WARM_UP_REQUESTS / WARM_UP_ROUNDS);
    }
    const done: Block[] = [];
    for (let block = 0; block < blocks; block += 1) done.push(await runBlock(services, variants));
    return done;
  } finally {
    await Promise.all([...services.values()].map((service) => service.stop()));
  }
}

async function runBlock(services: Services, variants: readonly Variant[]): Promise<Block> {
  const uses = Object.fromEntries(variants.map((variant) => [variant, { tookMs: 0, cpuMs: 0 }])) as Block;
  for (const [variant, service] of services) uses[variant].cpuMs -= await service.cpuMs();
  for (let turn = 0; turn < TURNS_A_BLOCK; turn += 1) {
    for (const [variant, service] of shuffled([...services])) {
      uses[variant].tookMs += await service.run(SLICE_REQUESTS);
    }
  }
  for (const [variant, service] of services) uses[variant].cpuMs += await service.cpuMs();
  return uses;
}

function countOf(options: readonly string[], name: string, usual: number): number {
  const text = optionOf(options, name);
  const count = text === undefined ? usual : Number(text);
  if (!Number.isInteger(count) || count < 1) throw new Error(`${name}: '${text}' is not a whole number above 0`);
  return count;
}

function variantsOf(only: string | undefined): readonly Variant[] {
  if (only === undefined) return VARIANTS;
  const named = only.split(',');
  const unknown = named.find((name) => !VARIANTS.some((variant) => variant === name));
  if (unknown !== undefined) throw new Error(`--only: '${unknown}' is not one of ${VARIANTS.join(', ')}`);
  return VARIANTS.filter((variant) => variant === 'bare' || variant === 'placebo' || named.includes(variant));
}

/** The same items in an order drawn anew (Fisher-Yates). */
function shuffled<T>(items: readonly T[]): T[] {
  const drawn = [...items];
  for (let last = drawn.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [drawn[last], drawn[other]] = [drawn[other] as T, drawn[last] as T];
  }
  return drawn;
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
