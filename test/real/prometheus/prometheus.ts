import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../../harness/free-port.ts';
import { launch } from '../../harness/spawned.ts';
import { until } from '../../harness/until.ts';

const run = promisify(execFile);
const KEPT = fileURLToPath(new URL('../../../node_modules/.cache/prometheus', import.meta.url));
const BINARY = path.join(KEPT, 'usr/bin/prometheus');

export interface Prometheus {
  readonly url: string;
  stop(): Promise<void>;
}

/** Fetches Debian's package once and unpacks it beside the other modules: nothing is installed on the machine. */
async function installed(): Promise<string> {
  if (existsSync(BINARY)) return BINARY;
  await mkdir(KEPT, { recursive: true });
  const download = () => run('apt-get', ['download', 'prometheus'], { cwd: KEPT, timeout: 120_000 });
  // A machine that never looked at its package lists knows no package.
  await download().catch(async () => {
    await run('apt-get', ['update'], { timeout: 120_000 });
    await download();
  });
  const file = (await readdir(KEPT)).find((name) => name.endsWith('.deb'));
  if (!file) throw new Error(`no package was downloaded to ${KEPT}`);
  await run('dpkg-deb', ['-x', file, '.'], { cwd: KEPT });
  return BINARY;
}

/** A real Prometheus that scrapes `target` (host:port) every second. */
export async function startPrometheus(target: string): Promise<Prometheus> {
  const binary = await installed();
  const folder = await mkdtemp(path.join(tmpdir(), 'hormesis-prometheus-'));
  const config = {
    global: { scrape_interval: '1s' },
    scrape_configs: [{ job_name: 'app', static_configs: [{ targets: [target] }] }],
  };
  // JSON is YAML.
  await writeFile(path.join(folder, 'prometheus.yml'), JSON.stringify(config));
  const address = `127.0.0.1:${await freePort()}`;
  const started = launch({
    node: binary,
    entry: `--config.file=${path.join(folder, 'prometheus.yml')}`,
    args: [`--storage.tsdb.path=${path.join(folder, 'data')}`, `--web.listen-address=${address}`],
  });
  const url = `http://${address}`;
  await until('Prometheus', async () => (await fetch(`${url}/-/ready`)).ok, 30_000);
  return {
    url,
    async stop() {
      await started.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
