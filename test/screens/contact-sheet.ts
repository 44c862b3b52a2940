import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';

/** Many pictures on one, each with its name: to find one, not to judge it. */
export async function contactSheet(browser: Browser, files: readonly string[], out: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  try {
    const figures = files.map((file) => {
      const source = `data:image/png;base64,${readFileSync(file).toString('base64')}`;
      return `<figure><img src="${source}"><figcaption>${path.basename(file, '.png')}</figcaption></figure>`;
    });
    await page.setContent(
      `<style>body{display:grid;grid-template-columns:repeat(4,1fr);gap:12px;margin:12px;font:12px sans-serif}
      figure{margin:0}img{width:100%;border:1px solid #999}</style>${figures.join('')}`,
    );
    await page.screenshot({ path: out, fullPage: true });
  } finally {
    await page.close();
  }
}
