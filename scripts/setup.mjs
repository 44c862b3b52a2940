// `npm run setup`: installs the workspace, unless the last installation was made from the same manifests.
// Plain JavaScript without dependencies: it runs on whatever Node is there, before ours is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = path.join(root, 'node_modules/.setup');
const ownNode = path.join(root, 'node_modules/node/bin/node');

/** Every package.json of the workspace, the lockfile and pnpm's settings: what an installation is made from. */
function manifests() {
  const folders = ['.', ...subfolders('.'), ...subfolders('agents')];
  const packages = folders.map((folder) => path.join(folder, 'package.json')).filter((file) => existsSync(file));
  return ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...packages.sort()];
}

function subfolders(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries.map((entry) => path.join(folder, entry.name)).filter((name) => !/(^|\/)(node_modules|\.)/.test(name));
}

process.chdir(root);
const PNPM = JSON.parse(readFileSync('package.json', 'utf8')).packageManager;
const hash = createHash('sha256').update(PNPM);
for (const file of manifests()) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
const wanted = hash.digest('hex');
const done = existsSync(stamp) && existsSync(ownNode) && readFileSync(stamp, 'utf8') === wanted;

if (!done) {
  console.log('installing dependencies …');
  // An interrupted installation must not look like a finished one.
  rmSync(stamp, { force: true });
  const args = ['--yes', PNPM, 'install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=warn'];
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx';
  const run = spawnSync(npx, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, CI: 'true' } });
  if (run.status !== 0) {
    console.error(`setup: ${PNPM} install failed${run.error ? `: ${run.error.message}` : ''}`);
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}
