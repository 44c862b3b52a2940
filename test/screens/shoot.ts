import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page, Route } from 'playwright-core';
import { inScheme, type Scheme } from '../harness/browser.ts';
import { noTerminations } from '../harness/full-terminations.ts';
import { gameDays } from '../harness/game-day-states.ts';
import { wideLimits } from '../harness/limit-states.ts';
import { busyPlane } from '../harness/page-states.ts';
import { type StubPlane, stubPlane } from '../harness/stub-plane.ts';
import type { Screen, Trouble } from './screen.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

const NOTHING_SEEN = {
  services: [],
  callGroups: [],
  placeRates: [],
  paths: [],
  omitted: { services: 0, callGroups: 0 },
};
const AWAY = { error: { code: 'database_unavailable', message: 'The database is away; nothing was changed.' } };
/** Long enough for what glides, and for charts that draw themselves once they know their size. */
const SETTLE_MS = 600;

/** Pictures one screen in one width, once in each scheme; the names of the files say all four. */
export async function shoot(
  browser: Browser,
  { page: name, state, at, plane: prepare, act, trouble }: Screen,
  { size, schemes, out, parts }: { size: Size; schemes: readonly Scheme[]; out: string; parts: boolean },
): Promise<string[]> {
  const plane = await stubPlane();
  const page = await browser.newPage({ viewport: size, colorScheme: schemes[0] ?? 'light', reducedMotion: 'reduce' });
  page.setDefaultTimeout(30_000);
  try {
    if (prepare === 'empty') nothingYet(plane);
    else {
      const busy = busyPlane(plane, Date.now());
      gameDays(plane, busy, Date.now());
      prepare?.(plane, busy);
    }
    if (trouble) await page.route('**/api/v1/**', (route) => inTrouble(trouble, route));
    await page.goto(plane.url + at);
    await settled(page, trouble);
    await act?.(page, plane);
    // What sticks to the window would stand in the middle of the picture.
    await page.evaluate('window.scrollTo(0, 0)');
    const files: string[] = [];
    mkdirSync(out, { recursive: true });
    for (const scheme of schemes) {
      await inScheme(page, scheme);
      await page.waitForTimeout(SETTLE_MS);
      const file = path.join(out, `${name}--${state}--${size.width}-${scheme}.png`);
      // A dialog lies over the window, not over the page.
      const asked = (await page.getByRole('dialog').count()) > 0;
      if (!asked) await wholeInView(page, size);
      await page.screenshot({ path: file });
      files.push(file);
      if (parts && !asked) await inParts(page, size, file);
    }
    return files;
  } finally {
    await page.close();
    await plane.stop();
  }
}

/** What sticks to the end of the window then stands at the end of the page. */
async function wholeInView(page: Page, { width, height }: Size): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.setViewportSize({ width, height: Math.max(height, await heightOf(page)) });
}

async function heightOf(page: Page): Promise<number> {
  return (await page.evaluate('document.documentElement.scrollHeight')) as number;
}

/** What is higher than a window also comes in pieces that can be read when they are looked at whole. */
async function inParts(page: Page, { width, height }: Size, file: string): Promise<void> {
  const whole = await heightOf(page);
  if (whole <= height * 1.5) return;
  for (let y = 0; y < whole; y += height) {
    const clip = { x: 0, y, width, height: Math.min(height, whole - y) };
    await page.screenshot({ path: file.replace('.png', `.part${y / height + 1}.png`), clip });
  }
}

function nothingYet(plane: StubPlane): void {
  plane.answer('/session', { body: { name: 'ada', role: 'admin' } });
  noTerminations(plane);
  wideLimits(plane, 'defaults');
  plane.answer('/game-days/lint', { body: { ok: true, problems: [], warnings: [] } });
  plane.answer('/topology', { body: NOTHING_SEEN });
  plane.tell('topology', NOTHING_SEEN);
}

/** Who somebody is stays known, and so does the header: it is the page that is pictured. */
async function inTrouble({ kind, now }: Trouble, route: Route): Promise<void> {
  const { pathname, searchParams } = new URL(route.request().url());
  const isNow = pathname.endsWith('/now') || searchParams.get('topic') === 'now';
  if (pathname.endsWith('/session') || (isNow && !now)) return route.continue();
  if (kind === 'error') await route.fulfill({ status: 503, json: AWAY });
}

async function settled(page: Page, trouble: Trouble | undefined): Promise<void> {
  await page
    .locator(trouble ? '#content, form' : 'h1')
    .first()
    .waitFor();
  await page.evaluate('document.fonts.ready.then(() => {})');
  if (!trouble)
    await page.waitForFunction('!document.querySelector("[role=status] .mantine-Skeleton-root")', null, {
      timeout: 120_000,
    });
  await page.waitForTimeout(SETTLE_MS);
}
