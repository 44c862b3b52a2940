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

export type Scheme = 'light' | 'dark';

/** Switches the page to a scheme. Colours glide from one to the other, and halfway some are too pale: it resolves when they have arrived. */
export async function inScheme(page: Page, scheme: Scheme): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  await page.locator(`html[data-mantine-color-scheme="${scheme}"]`).waitFor({ state: 'attached' });
  await coloursSettled(page);
}

/** Resolves when nothing of the page glides from one look to another. Asked in one go: the page's policy lets nobody evaluate text in it again and again. */
export async function coloursSettled(page: Page): Promise<void> {
  await page.evaluate(
    'Promise.all(document.getAnimations().filter((each) => each instanceof CSSTransition).map((each) => each.finished.catch(() => {})))',
  );
}
