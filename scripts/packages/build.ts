import { readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig } from 'tsdown';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What runs in somebody else's process runs on the oldest Node that is supported. */
const shared = {
  platform: 'node',
  target: 'node20',
  logLevel: 'warn',
  config: false,
  checks: { pluginTimings: false },
} satisfies InlineConfig;

/** Builds what lands in somebody's `node_modules`, each package into its `dist/`. */
export async function buildPackages(): Promise<void> {
  await build({ ...shared, ...contract() });
  await buildNodeAgent();
  await build({ ...shared, ...cli() });
}

/** Builds the agent alone, as it is published. */
export async function buildNodeAgent(): Promise<void> {
  await build({ ...shared, ...nodeAgent() });
  esmFacade('agents/node/dist', ['main', 'register']);
}

/** Module by module, as it is imported: `@hormesis/contract/experiment`. */
function contract(): InlineConfig {
  const cwd = path.join(root, 'contract');
  const files = readdirSync(path.join(cwd, 'src')).filter((file) => !file.endsWith('.test.ts'));
  return { cwd, entry: files.map((file) => `src/${file}`), format: ['esm', 'cjs'], unbundle: true, dts: true };
}

/**
 * Core and link go into the agent: one package to install, and one version of them. It is built once, as CommonJS: an
 * application may load it as ESM and as CommonJS in one process, and its state (hooks, observed breakers) must be one.
 */
function nodeAgent(): InlineConfig {
  return {
    cwd: path.join(root, 'agents/node'),
    entry: { main: 'src/main.ts', register: 'src/register.ts' },
    format: ['cjs'],
    dts: { eager: true },
    deps: { alwaysBundle: [/^@hormesis\//], onlyBundle: [/^@hormesis\//] },
  };
}

/** What `import` gets: the names of the CommonJS build, and nothing of its own. */
function esmFacade(dist: string, entries: readonly string[]): void {
  const require = createRequire(import.meta.url);
  for (const entry of entries) {
    const file = path.join(root, dist, entry);
    // An entry with exports is loaded to read their names; one without is loaded for its effect, and not here.
    const names = entry === 'register' ? [] : Object.keys(require(`${file}.cjs`)).sort();
    const from = `'./${entry}.cjs'`;
    writeFileSync(
      `${file}.mjs`,
      names.length > 0 ? `export { ${names.join(', ')} } from ${from};\n` : `import ${from};\n`,
    );
    writeFileSync(`${file}.d.mts`, names.length > 0 ? `export * from ${from};\n` : 'export {};\n');
  }
}

/** A program and no library: one ES module. */
function cli(): InlineConfig {
  return {
    cwd: path.join(root, 'cli'),
    entry: { hormesis: 'src/main.ts' },
    format: ['esm'],
    dts: false,
    banner: '#!/usr/bin/env node',
    deps: { alwaysBundle: [/^@hormesis\//], onlyBundle: [/^@hormesis\//] },
  };
}
