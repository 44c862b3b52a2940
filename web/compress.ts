import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

/** Below this a header costs as much as is saved, bytes. */
const WORTH_IT = 1_024;
/** 11 saves two hundredths more and takes twenty times as long. */
const BROTLI_QUALITY = 9;

/**
 * Writes each script and style a second and third time, compressed, so that the control plane only picks one. After
 * everything else is written: until then Vite still puts the addresses of other files into scripts.
 */
export function compress(): Plugin {
  return {
    name: 'hormesis-compress',
    apply: 'build',
    async writeBundle({ dir = 'dist' }, bundle) {
      const texts = Object.keys(bundle).filter((file) => /\.(?:js|css|svg)$/.test(file));
      await Promise.all(texts.map((file) => compressFile(path.join(dir, file))));
    },
  };
}

async function compressFile(file: string): Promise<void> {
  const text = await readFile(file);
  if (text.length < WORTH_IT) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
  await Promise.all([
    promisify(brotliCompress)(text, { params }).then((br) => writeFile(`${file}.br`, br)),
    promisify(gzip)(text, { level: constants.Z_BEST_COMPRESSION }).then((gz) => writeFile(`${file}.gz`, gz)),
  ]);
}
