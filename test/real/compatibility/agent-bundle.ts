import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';

/**
 * The hooks with an agent that does what a test says, as one file of JavaScript for the oldest Node: built the way the
 * package is built, because Node 20 runs no TypeScript.
 */
export async function bundleAgent(): Promise<{ readonly file: string; remove(): Promise<void> }> {
  const outDir = await mkdtemp(path.join(tmpdir(), 'hormesis-agent-'));
  await build({
    cwd: fileURLToPath(new URL('../../../agents/node', import.meta.url)),
    entry: { agent: 'test/scripted-register.ts' },
    format: ['cjs'],
    platform: 'node',
    target: 'node20',
    outDir,
    dts: false,
    config: false,
    logLevel: 'warn',
    deps: { alwaysBundle: [/./] },
  });
  return { file: path.join(outDir, 'agent.cjs'), remove: () => rm(outDir, { recursive: true }) };
}
