/**
 * `npm run check`: everything that can be said about the code without running it. One line per check, the output of
 * those that fail, exit code 1 when one does. `--json FILE` also writes the counts.
 */
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

interface Check {
  readonly name: string;
  /** Program of `node_modules/.bin` and its arguments. */
  readonly command: readonly [string, ...string[]];
}

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = ['contract', 'agents', 'server', 'web/src', 'cli', 'demo', 'supervisor', 'test', 'scripts'];

const checks: readonly Check[] = [
  { name: 'biome', command: ['biome', 'check', '--error-on-warnings', '.'] },
  { name: 'types', command: ['tsc', '-p', 'tsconfig.json', '--noEmit'] },
  { name: 'types of the page', command: ['tsc', '-p', 'web/tsconfig.json', '--noEmit'] },
  { name: 'types on Node 20', command: ['tsc', '-p', 'tsconfig.packages.json', '--noEmit'] },
  { name: 'imports', command: ['depcruise', '--config', '.dependency-cruiser.cjs', ...present(sources)] },
  { name: 'unused code', command: ['knip', '--no-progress', '--no-config-hints'] },
];
/** Two type checkers at once are as much as a small machine bears. */
const AT_ONCE = 2;

function present(folders: readonly string[]): string[] {
  return folders.filter((folder) => existsSync(path.join(root, folder)));
}

async function run({ name, command: [program, ...args] }: Check): Promise<boolean> {
  const startedMs = performance.now();
  const child = spawn(path.join(root, 'node_modules/.bin', program), args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk));
  const passed = await new Promise<boolean>((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve(false);
    });
    child.once('close', (code) => resolve(code === 0));
  });
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (!passed) console.log(`${output.trim()}\n`);
  return passed;
}

async function runAll(): Promise<boolean[]> {
  const waiting = [...checks];
  const results: boolean[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) results.push(await run(next));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

const results = await runAll();
const failed = results.filter((passed) => !passed).length;
const jsonFlag = process.argv.indexOf('--json');
const jsonFile = jsonFlag === -1 ? undefined : process.argv[jsonFlag + 1];
if (jsonFile !== undefined) writeFileSync(jsonFile, JSON.stringify({ passed: results.length - failed, failed }));
console.log(`${results.length - failed} checks passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
