import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../../harness/free-port.ts';
import { launch } from '../../harness/spawned.ts';
import { until } from '../../harness/until.ts';
import { keptFolder } from '../debian-package.ts';

const run = promisify(execFile);
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));

export interface Moto {
  readonly url: string;
  stop(): Promise<void>;
}

/** Installs moto, and what it needs at the versions that are written down, into a folder of its own. Once. */
async function installed(): Promise<string> {
  const kept = keptFolder('moto');
  const python = path.join(kept, 'bin/python');
  const wanted = await readFile(REQUIREMENTS, 'utf8');
  // Written last: a folder without it was left half-way.
  const mark = path.join(kept, 'installed.txt');
  if ((await readFile(mark, 'utf8').catch(() => '')) === wanted) return python;
  await rm(kept, { recursive: true, force: true });
  await mkdir(kept, { recursive: true });
  await run('python3', ['-m', 'venv', kept]);
  const quietly = ['--quiet', '--disable-pip-version-check', '--no-deps'];
  await run(python, ['-m', 'pip', 'install', ...quietly, '-r', REQUIREMENTS]);
  await writeFile(mark, wanted);
  return python;
}

/** moto's server, which keeps EC2, Auto Scaling and STS of any number of accounts in memory. */
export async function startMoto(): Promise<Moto> {
  const python = await installed();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { MOTO_EC2_LOAD_DEFAULT_AMIS: 'false', PYTHONUNBUFFERED: '1' };
  const started = launch({
    ...{ node: python, entry: '-m', env },
    args: ['moto.server', '--host', '127.0.0.1', '--port', String(port)],
  });
  const answers = async () => (await fetch(`${url}/moto-api/`)).ok;
  try {
    await until('moto', answers, 60_000);
  } catch (error) {
    await started.stop();
    throw new Error(`moto did not start:\n${started.output()}`, { cause: error });
  }
  return {
    url,
    async stop() {
      await started.stop();
    },
  };
}
