import packaged from '@sparticuz/chromium';
import { type Browser, type Page, chromium as playwright } from 'playwright-core';

/** A headless Chromium from the registry: no package of the system, no download while the tests run. Close it after use. */
export async function chromium(): Promise<Browser> {
  packaged.setGraphicsMode = false;
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return playwright.launch({
    executablePath: await packaged.executablePath(),
    headless: true,
    // Root may not use Chromium's sandbox, and containers often have no room for /dev/shm.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--no-zygote', ...quiet],
  });
}

/** Switches the page to light. Colours glide from one scheme to the other, and halfway some are too pale: it resolves when they have arrived. */
export async function inLight(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.waitForFunction('document.documentElement.dataset.mantineColorScheme === "light"');
  await page.waitForFunction('!document.getAnimations().some((each) => each instanceof CSSTransition)');
}
