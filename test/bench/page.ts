import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildPage } from '@hormesis/supervisor/web-build.ts';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { chromium } from '../harness/browser.ts';
import { busyPlane } from '../harness/page-states.ts';
import { stubPlane } from '../harness/stub-plane.ts';
import { type BenchPlane, startBenchPlane } from './bench-plane.ts';
import type { Figures } from './figures.ts';
import { heapMb, settledHeapMb } from './map.ts';
import { medianOf } from './median.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const SLOWER = 4;
const LOADS = 5;
/** The main thread has to be quiet for so long after the last long task before the page counts as ready. */
const QUIET_MS = 2_000;
const HOUR_UPDATES = 3_600;

/**
 * The first view of *Now*, from a real control plane: bytes on the wire with an empty cache, with gzip and with
 * Brotli, and how long until it can be used on a processor four times as slow. Then an hour of streaming, a second each
 * fiftieth: what it leaves in memory.
 */
export async function pageBench(): Promise<Figures> {
  await buildPage(REPOSITORY, AbortSignal.timeout(300_000));
  const plane = await startBenchPlane();
  const browser = await chromium();
  try {
    const gzip = await firstView(browser, plane, 'gzip', 1);
    const brotli = await firstView(browser, plane, 'br', 1);
    const slow = [];
    for (let load = 0; load < LOADS; load += 1) slow.push(await firstView(browser, plane, 'br', SLOWER));
    return {
      firstViewGzipKb: gzip.kb,
      firstViewBrotliKb: brotli.kb,
      readyMs: brotli.readyMs,
      readyAtQuarterSpeedMs: medianOf(slow.map(({ readyMs }) => readyMs)).median,
      longestTaskAtQuarterSpeedMs: medianOf(slow.map(({ longestMs }) => longestMs)).median,
      ...(await anHour(browser)),
    };
  } finally {
    await browser.close();
    await plane.stop();
  }
}

interface FirstView {
  readonly kb: number;
  /** From the navigation until *Halt all* is there and no task above 50 ms follows. */
  readonly readyMs: number;
  readonly longestMs: number;
}

async function firstView(
  browser: Browser,
  plane: BenchPlane,
  coding: 'gzip' | 'br',
  slower: number,
): Promise<FirstView> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    extraHTTPHeaders: { 'accept-encoding': coding },
  });
  const page = await context.newPage();
  try {
    await context.addCookies([{ name: 'hormesis_session', value: plane.adminToken, url: plane.url }]);
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
    let bytes = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await page.addInitScript(WATCH);
    await page.goto(plane.url);
    await page.getByRole('button', { name: 'Halt all' }).waitFor({ timeout: 60_000 });
    await page.getByRole('heading', { name: 'Who is in what' }).waitFor({ timeout: 60_000 });
    await wait(QUIET_MS * Math.max(1, slower / 2));
    const { shownMs, tasks } = await watched(page);
    const ends = tasks.map(({ startMs, ms }) => startMs + ms);
    return {
      kb: bytes / 1_000,
      readyMs: Math.max(shownMs, ...ends),
      longestMs: Math.max(0, ...tasks.map(({ ms }) => ms)),
    };
  } finally {
    await context.close();
  }
}

/** Runs in the page before everything else: when the button appeared, and each task above 50 ms. */
const WATCH = `
  window.watched = { shownMs: 0, tasks: [] };
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.watched.tasks.push({ startMs: startTime, ms: duration });
  }).observe({ type: 'longtask', buffered: true });
  new MutationObserver((_, observer) => {
    if (!document.querySelector('[aria-keyshortcuts="Shift+H"]')) return;
    window.watched.shownMs = performance.now();
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
`;

async function watched(page: Page): Promise<{ shownMs: number; tasks: { startMs: number; ms: number }[] }> {
  return (await page.evaluate('window.watched')) as Awaited<ReturnType<typeof watched>>;
}

/** An experiment with its charts, renewed as often as within an hour. */
async function anHour(browser: Browser): Promise<Figures> {
  const stub = await stubPlane();
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  try {
    const { running, now } = busyPlane(stub, Date.now());
    await page.goto(`${stub.url}/experiments/${running.id}`);
    await page.getByRole('img', { name: /^Failing users over time/ }).waitFor();
    const session: CDPSession = await page.context().newCDPSession(page);
    const experimentHeapMb = await heapMb(session);
    for (let n = 1; n <= HOUR_UPDATES; n += 1) {
      const logE = Math.log(0.5 + (n % 50) / 100);
      stub.tell(`experiment:${running.id}`, { ...running, logE, injections: running.injections + n });
      stub.tell('now', { ...now, running: [{ ...running, logE }] });
      await wait(15);
    }
    return { experimentHeapMb, experimentHeapAfterAnHourMb: await settledHeapMb(session) };
  } finally {
    await page.close();
    await stub.stop();
  }
}
