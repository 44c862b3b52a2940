#!/usr/bin/env node
// Plain JavaScript on purpose: an older Node must get as far as this message.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  await import('../src/main.ts');
} else {
  process.stderr.write(
    `hormesis: needs Node 22.18 or later and was started with ${process.versions.node}. ` +
      'Start it as node_modules/.bin/hormesis (or npx hormesis): that brings the right Node.\n',
  );
  process.exitCode = 1;
}
