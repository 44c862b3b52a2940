import { expect, test } from 'vitest';
import { chromium } from './browser.ts';

test('the packaged browser shows a page', async () => {
  const browser = await chromium();
  const page = await browser.newPage();
  await page.setContent('<main>a small dose</main>');
  expect(await page.textContent('main')).toBe('a small dose');
  await browser.close();
}, 60_000);
