import { fileURLToPath } from 'node:url';
import { buildPage } from '@hormesis/supervisor/web-build.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { chromium } from './browser.ts';
import { type StubPlane, stubPlane } from './stub-plane.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** A stub of the control plane and a page of a browser, 1280 by 900, that is not there yet. */
export interface StubStage {
  readonly plane: StubPlane;
  readonly page: Page;
  /** What scripts of the page threw; a test that is about that empties it, any other fails. */
  readonly broken: string[];
}

/** Gives each test of the calling file a stub and a page of its own, which it hands to `begin`. */
export function onStubStage(begin: (stage: StubStage) => void): void {
  let browser: Browser;
  let stage: StubStage | undefined;
  beforeAll(async () => {
    await buildPage(REPOSITORY, AbortSignal.timeout(200_000));
    browser = await chromium();
  }, 240_000);
  afterAll(() => browser?.close());
  beforeEach(async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const broken: string[] = [];
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => broken.push(error.message));
    stage = { plane: await stubPlane(), page, broken };
    begin(stage);
  });
  afterEach(async () => {
    await stage?.page.close();
    await stage?.plane.stop();
    expect(stage?.broken).toEqual([]);
  });
}
