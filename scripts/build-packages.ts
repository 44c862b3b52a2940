import path from 'node:path';
import { buildPackages } from './packages/build.ts';
import { packPackages } from './packages/pack.ts';

/** `npm run build:packages`: builds what is published and packs it. `-- FOLDER` takes the tarballs, `dist/` by default. */
const folder = path.resolve(process.argv[2] ?? 'dist');
console.log('building the packages: a minute, on a busy machine more …');
await buildPackages();
for (const [name, tarball] of Object.entries(await packPackages(folder))) console.log(`${name} ${tarball}`);
