import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compress } from './compress.ts';

const controlPlane = process.env.HORMESIS_URL ?? 'http://127.0.0.1:7070';

export default defineConfig({
  plugins: [react(), compress()],
  build: {
    outDir: 'dist',
    // The server's content security policy allows no data: fonts and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
  },
  server: { host: '127.0.0.1', proxy: { '/api': controlPlane } },
});
