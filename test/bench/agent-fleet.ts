import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Load } from './agent-load.ts';
import { type Placing, startPlaneStub } from './plane-stub.ts';

/** `placebo` is the bare service once more: what lies between it and `bare` is chance. */
export const VARIANTS = ['bare', 'idle', 'notSelected', 'control', 'otel', 'placebo'] as const;
export type Variant = (typeof VARIANTS)[number];

/** Where the services run and whom they call. */
export interface Setting {
  /** The program that runs them. */
  readonly node: string;
  readonly dependencyUrl: string;
  readonly client: 'http' | 'fetch';
  /** More options for the service's Node, for instance `--cpu-prof`. */
  readonly nodeOptions: readonly string[];
}

const PLACING: Partial<Record<Variant, Placing>> = { idle: 'idle', notSelected: 'elsewhere', control: 'control' };
const SERVICE = fileURLToPath(new URL('./agent-service.cjs', import.meta.url));
/** As users get it: built, CommonJS behind a facade. */
const REGISTER = fileURLToPath(new URL('../../agents/node/dist/register.mjs', import.meta.url));
const OTEL = fileURLToPath(new URL('./otel-register.mjs', import.meta.url));

/** One service under load, with a control plane of its own if it has an agent. */
export class BenchService {
  readonly #process: ChildProcess;
  readonly #load: Load;
  readonly #stopPlane: () => void;

  private constructor(process: ChildProcess, load: Load, stopPlane: () => void) {
    this.#process = process;
    this.#load = load;
    this.#stopPlane = stopPlane;
  }

  static async start(variant: Variant, setting: Setting): Promise<BenchService> {
    const placing = PLACING[variant];
    const plane = placing ? await startPlaneStub(placing) : null;
    const register = plane ? REGISTER : variant === 'otel' ? OTEL : null;
    const service = fork(SERVICE, {
      execPath: setting.node,
      execArgv: [...setting.nodeOptions, ...(register ? ['--import', register] : [])],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        CLIENT: setting.client,
        DEPENDENCY_URL: setting.dependencyUrl,
        HORMESIS_URL: plane?.url ?? '',
        HORMESIS_AGENT_TOKEN: 'bench',
        HORMESIS_SERVICE: 'bench',
        HORMESIS_DEPENDENCIES: `dependency=${new URL(setting.dependencyUrl).host}`,
      },
    });
    const { port } = await message<{ port: number }>(service);
    await plane?.reported;
    return new BenchService(service, await Load.connect(port), () => plane?.stop());
  }

  /** Milliseconds that so many requests took. */
  run(requests: number): Promise<number> {
    return this.#load.run(requests);
  }

  /** CPU time that the whole process has used since it began, milliseconds. */
  async cpuMs(): Promise<number> {
    const answer = message<{ cpu: NodeJS.CpuUsage }>(this.#process);
    this.#process.send('cpu');
    const { cpu } = await answer;
    return (cpu.user + cpu.system) / 1_000;
  }

  async stop(): Promise<void> {
    this.#load.close();
    if (this.#process.exitCode === null) {
      this.#process.kill();
      await once(this.#process, 'exit');
    }
    this.#stopPlane();
  }
}

/** The service's next word. */
async function message<T>(service: ChildProcess): Promise<T> {
  const ended = new AbortController();
  try {
    const [told] = await Promise.race([
      once(service, 'message', { signal: ended.signal }),
      once(service, 'exit', { signal: ended.signal }).then(() => {
        throw new Error('the service ended');
      }),
    ]);
    return told;
  } finally {
    ended.abort();
  }
}
