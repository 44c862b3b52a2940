import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildPage } from '@hormesis/supervisor/web-build.ts';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { chromium } from '../harness/browser.ts';
import { largeFleet } from '../harness/large-fleet.ts';
import { type StubPlane, stubPlane } from '../harness/stub-plane.ts';
import type { Figures } from './figures.ts';

const FLEET = { services: 200, callGroups: 800 };
const UPDATES = 100;
const EVERY_MS = 100;
const HOUR_UPDATES = 3_600;
/** Long enough for the page to draw each of them on its own. */
const HOUR_EVERY_MS = 22;

/**
 * The page *Map* with 200 services and 800 call groups, every rate renewed ten times a second, in a real Chromium. Times of
 * the page's main thread are its processor time: what else the machine does is not counted.
 */
export async function mapBench(): Promise<Figures> {
  await buildPage(fileURLToPath(new URL('../..', import.meta.url)), AbortSignal.timeout(300_000));
  const plane = await stubPlane();
  const browser = await chromium();
  try {
    plane.tell('topology', largeFleet(FLEET, 0));
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    await page.goto(plane.url);
    await page.getByRole('heading', { level: 1, name: 'Now' }).waitFor();
    await wait(1_000);
    const firstViewKb = gzipKb(plane);
    const opened = performance.now();
    await page.getByRole('link', { name: 'Map' }).click();
    await page.locator('[data-node="service-199"]').waitFor({ state: 'attached', timeout: 120_000 });
    await page
      .locator('[data-edge]')
      .nth(FLEET.callGroups - 1)
      .waitFor({ state: 'attached', timeout: 120_000 });
    const openedMs = performance.now() - opened;
    await wait(5_000);
    const mapPageKb = gzipKb(plane) - firstViewKb;
    const whole = await underUpdates(plane, browser, page);
    // Near enough to read the figures: then those of every service are renewed, also of the ones outside the view.
    for (let n = 0; n < 14; n += 1) await page.getByRole('button', { name: 'Zoom in' }).click();
    await page
      .getByText(/^\d+\/s$/)
      .first()
      .waitFor({ state: 'attached' });
    await wait(2_000);
    const near = await underUpdates(plane, browser, page);
    const hour = await anHour(plane, page);
    return { firstViewKb, mapPageKb, openedMs, ...named('whole', whole), ...named('near', near), ...hour };
  } finally {
    await browser.close();
    await plane.stop();
  }
}

function named(view: string, figures: Figures): Figures {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${view}${name}`, value]));
}

/** What the updates cost the main thread, each, and the longest it was busy without a pause. */
async function underUpdates(plane: StubPlane, browser: Browser, page: Page): Promise<Figures> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await browser.startTracing(page, {
    categories: ['toplevel', 'disabled-by-default-devtools.timeline', 'devtools.timeline'],
  });
  const before = await spent(session);
  for (let n = 1; n <= UPDATES; n += 1) {
    plane.tell('topology', largeFleet(FLEET, n));
    await wait(EVERY_MS);
  }
  const after = await spent(session);
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  return {
    ScriptMsPerUpdate: (after.script - before.script) / UPDATES,
    BusyMsPerUpdate: (after.task - before.task) / UPDATES,
    LongestTaskMs: longestTask(trace.traceEvents),
  };
}

/** What an hour of one update a second leaves in memory, in a minute or two: megabytes in use before and after. */
async function anHour(plane: StubPlane, page: Page): Promise<Figures> {
  const session = await page.context().newCDPSession(page);
  const heapBeforeMb = await heapMb(session);
  for (let n = 1; n <= HOUR_UPDATES; n += 1) {
    plane.tell('topology', largeFleet(FLEET, n));
    await wait(HOUR_EVERY_MS);
  }
  return { heapBeforeMb, heapAfterAnHourMb: await settledHeapMb(session) };
}

/** The same once everything that was sent has been drawn: what still waits in the line would be taken for a leak. */
export async function settledHeapMb(session: CDPSession): Promise<number> {
  let mb = await heapMb(session);
  for (let looks = 0; looks < 30; looks += 1) {
    await wait(1_000);
    const before = mb;
    mb = await heapMb(session);
    if (Math.abs(mb - before) < 0.5) break;
  }
  return mb;
}

/** JavaScript memory in use after everything that can go has gone. */
export async function heapMb(session: CDPSession): Promise<number> {
  for (let times = 0; times < 3; times += 1) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

async function spent(session: CDPSession): Promise<{ script: number; task: number }> {
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string) => 1_000 * (metrics.find((each) => each.name === name)?.value ?? 0);
  return { script: of('ScriptDuration'), task: of('TaskDuration') };
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time, microseconds. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

function longestTask(events: readonly TraceEvent[]): number {
  const main = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = events.filter(({ name, pid, tid }) => /RunTask$/.test(name) && main.has(`${pid} ${tid}`));
  return Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur)) / 1_000;
}

/** Scripts and styles as they travel; fonts are what they are. */
function gzipKb(plane: StubPlane): number {
  const sizes = [...plane.sent].map(([file, content]) =>
    file.endsWith('.woff2') ? content.length : gzipSync(content).length,
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1_000;
}
