import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../harness/free-port.ts';
import { launch } from '../../harness/spawned.ts';
import { until } from '../../harness/until.ts';
import { debianProgram } from '../debian-package.ts';

export interface Prometheus {
  readonly url: string;
  stop(): Promise<void>;
}

/** A real Prometheus that scrapes `target` (host:port) every second. */
export function startPrometheus(target: string): Promise<Prometheus> {
  return startConfigured({
    global: { scrape_interval: '1s' },
    scrape_configs: [{ job_name: 'app', static_configs: [{ targets: [target] }] }],
  });
}

/** A real Prometheus with this configuration. */
export async function startConfigured(config: object): Promise<Prometheus> {
  const binary = await debianProgram('prometheus', 'usr/bin/prometheus');
  const folder = await mkdtemp(path.join(tmpdir(), 'hormesis-prometheus-'));
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
