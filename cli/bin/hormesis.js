#!/usr/bin/env node
// Plain JavaScript on purpose: an older Node must get as far as this message.
import * as module from 'node:module';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  // Halves the start (0.4 to 0.2 s), which counts for "halt --all". Beside the code, because whoever may write there may
  // change the code anyway; where it can't be written Node goes on without it.
  module.enableCompileCache?.(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)));
  await import('../src/main.ts');
} else {
  process.stderr.write(
    `hormesis: needs Node 22.18 or later and was started with ${process.versions.node}. ` +
      'Start it as node_modules/.bin/hormesis (or npx hormesis): that brings the right Node.\n',
  );
  process.exitCode = 1;
}
